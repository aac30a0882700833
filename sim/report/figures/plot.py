"""What analysts call: results as tables, and the standard figures of them.

Nothing large is imported before a table is asked for, and matplotlib only once a figure is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.outputs import reading
from sim.report.figures.frames import FigureTables
from sim.suggestions import did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What `Plot.hours` can show.
HoursShown = Literal["queue", "response", "demand"]


class Plot:
    """The standard figures of a run or a comparison, with the numbers of its tables and its page.

    Each returns the axes that it has drawn on, so that it can be changed; ``axes.figure`` is the
    whole figure. Pass axes of your own as ``ax`` to put several into one figure. Each has below it
    the period, the number of replications and the protective marking.

    Made by `Results.plot`.

    Raises
    ------
    ImportError
        If matplotlib is not installed, when a figure is drawn.

    Examples
    --------
    >>> axes = results.plot.headlines()
    >>> results.plot.save(axes, "headlines.svg")
    """

    def __init__(self, results: reading.ResultTables) -> None:
        self._frames = FigureTables(results)

    def headlines(self, ax: Axes | None = None) -> Axes:
        """Draw how far each scenario moves each headline measure: a forest plot.

        Each measure has a scale in its own unit: minutes, percentage points, hours or incidents a
        week, as its label says. The mark is the mean difference from the baseline, the line the
        interval that holds together with those of all other headlines of the scenario (95%).
        Within the grey band a change is too small to matter. Circles are better, diamonds worse,
        hollow circles neither.

        Raises
        ------
        ValueError
            If these are results of a single run.

        Examples
        --------
        >>> axes = results.plot.headlines()
        >>> "against sussex-2017" in axes.get_title(loc="left")
        True
        """
        from sim.report.figures.drawing import axes_for, height_of
        from sim.report.figures.headlines import draw_forest, forest_strips

        compared = self._frames.compared
        strips = forest_strips(compared)
        with axes_for(ax, height_of(strips)) as axes:
            draw_forest(axes, compared, strips)
            self._note(axes, "Mean change, with intervals that hold together (95%) for all "
                             "headlines of a scenario. Grey: too small to matter.")  # fmt: skip
        return axes

    def hubs(
        self, measure: str = "within_target_share", grade: int | None = None,
        ax: Axes | None = None,
    ) -> Axes:  # fmt: skip
        """Draw the change of a measure at each hub against the baseline.

        The unit is that of the label: minutes, percentage points, hours a week. Lines are 95%
        intervals, each by itself, or those that hold together where the hub is a headline.

        Parameters
        ----------
        measure : str
            A measure that there is by hub, such as ``response_time_mean_min``.
        grade : int, optional
            Grade of the incidents; by default the most urgent, or all grades where the measure
            has no grades.
        ax : matplotlib Axes, optional
            Where to draw.

        Raises
        ------
        ValueError
            If these are results of a single run, or there is no such measure by hub and grade.

        Examples
        --------
        >>> axes = results.plot.hubs("response_time_mean_min", grade=2)
        >>> axes.get_xlabel()
        'Minutes on the mean response to Priority incidents (better to the left)'
        """
        from sim.outputs.statistics import Cell
        from sim.report.figures.drawing import axes_for
        from sim.report.figures.headlines import draw_hubs

        compared = self._frames.compared
        cell = Cell(measure, grade=self._frames.grade_of(measure, grade))
        rows = self._frames.by_hub(cell)
        names = [one.name for one in compared.scenarios]
        with axes_for(ax, 1.6 + 0.2 * len(rows) * (1 + len(names))) as axes:
            draw_hubs(axes, rows, names, compared.baseline.name)
            self._note(axes, "Exploratory: for ideas, not for conclusions; 95% intervals. A hub "
                             "that a scenario changes is a headline of it.")  # fmt: skip
        return axes

    def response_times(self, ax: Axes | None = None) -> Axes:
        """Draw how long callers wait for officers, by grade that officers attend.

        In minutes, or in hours where the target is ten hours or more: the dark bar reaches to the
        time within which half of the incidents were reached, the light one to that of nine in ten,
        the diamond is the mean, the dashed line the target. Means over the replications.

        Examples
        --------
        >>> axes = results.plot.response_times()
        >>> axes.get_title(loc="left")
        'How long callers wait for officers'
        """
        from sim.report.figures.drawing import axes_for, draw_strips, height_of
        from sim.report.figures.scenarios import response_strips

        strips = response_strips(self._frames.baseline, self._frames.means)
        with axes_for(ax, height_of(strips)) as axes:
            draw_strips(axes, strips)
            axes.set_title("How long callers wait for officers", loc="left")
            self._note(axes, "Dark: half of the incidents; light: up to 9 in 10; diamond: mean; "
                             "dashed: target. Of incidents that were reached.")  # fmt: skip
        return axes

    def reached(self, grade: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw how response times are spread: the share reached by the time since the call.

        In percent, by minutes or, where the target is ten hours or more, hours since the log was
        created, with 95% intervals and the target. It is of incidents that were reached, and of
        those that had waited so long in vain. By default of the most urgent grade.

        Raises
        ------
        ValueError
            If there is no such grade that officers attend.

        Examples
        --------
        >>> axes = results.plot.reached(grade=2)
        >>> axes.get_title(loc="left")
        'How soon callers are reached: Priority'
        """
        from sim.report.figures.drawing import axes_for
        from sim.report.figures.reached import draw_reached
        from sim.report.labels import grade_label
        from sim.report.page.curves import rows_of_grade
        from sim.report.terminal.words import target_of

        frames = self._frames
        number = str(frames.attended[0] if grade is None else grade)
        table = frames.results.response_times
        found = {
            name: rows_of_grade(table[table["scenario"] == name], number)
            for name in frames.results.scenarios
        }
        if any(rows.empty for rows in found.values()):
            raise ValueError(f"grade {number}: officers reach no incidents of such a grade")
        with axes_for(ax, 3.8) as axes:
            draw_reached(axes, found, target_of(frames.baseline, number))
            label = grade_label(frames.baseline, number)
            axes.set_title(f"How soon callers are reached: {label}", loc="left")
            self._note(axes, "Of incidents that were reached, and of those that had waited so "
                             "long in vain. Means, with 95% intervals.")  # fmt: skip
        return axes

    def week(self, scenario: str | None = None, hub: str = "all", ax: Axes | None = None) -> Axes:
        """Draw demand against people through the week as a heat map.

        The unit is incidents an hour for each response officer rostered. Grey: nobody is rostered.

        Parameters
        ----------
        scenario : str, optional
            Which of the `Results.scenarios`; by default the first.
        hub : str
            A hub; by default the whole force.
        ax : matplotlib Axes, optional
            Where to draw.

        Raises
        ------
        ValueError
            If there is no such scenario or hub.

        Examples
        --------
        >>> axes = results.plot.week(hub="Brighton")
        >>> axes.get_title(loc="left")
        'Demand against people, sussex-2017, Brighton'
        """
        from sim.report.figures.drawing import axes_for
        from sim.report.figures.week import draw_demand
        from sim.report.page.week import demand_for_people

        name = scenario or self._frames.results.scenarios[0]
        hours = demand_for_people(self._frames.week_of(name, hub), hub)
        with axes_for(ax, 3.9) as axes:
            title = f"Demand against people, {name}{'' if hub == 'all' else f', {hub}'}"
            draw_demand(axes, hours, title)
            self._note(axes, "Incidents created in the hour, for each response officer rostered "
                             "and not absent. Darker: more demand for each.")  # fmt: skip
        return axes

    def hours(
        self, show: HoursShown = "queue", grade: int | None = None, hub: str = "all",
        ax: Axes | None = None,
    ) -> Axes:  # fmt: skip
        """Draw the week hour by hour, a line for each scenario.

        Parameters
        ----------
        show : str
            ``queue``: incidents that wait for an officer, mean over the hour; ``response``: mean
            minutes until an officer came, of incidents created in the hour; ``demand``: incidents
            created in the hour.
        grade : int, optional
            Of a queue, by default all that officers attend; of a response, the most urgent.
        hub : str
            A hub; by default the whole force.
        ax : matplotlib Axes, optional
            Where to draw.

        Raises
        ------
        ValueError
            If there is nothing of that name, no such hub, or no such grade.

        Examples
        --------
        >>> axes = results.plot.hours("response", grade=2)
        >>> axes.get_ylabel()
        'Mean response, min'
        """
        from sim.report.figures.drawing import axes_for
        from sim.report.figures.week import SHOWN, draw_hours
        from sim.report.labels import grade_label
        from sim.report.page.week import hours_of

        if show not in SHOWN:
            raise ValueError(
                f"got {show!r}, expected {', '.join(SHOWN)}{did_you_mean(show, SHOWN)}"
            )
        if show == "response" and grade is None:
            grade = self._frames.attended[0]
        column, of_grade, label, title = SHOWN[show]
        if grade is not None:
            column = of_grade.format(grade=grade)
            title += f", {grade_label(self._frames.baseline, str(grade))}"
        found = {
            name: hours_of(self._frames.week_of(name, hub, column), column, hub)
            for name in self._frames.results.scenarios
        }
        with axes_for(ax, 3.6) as axes:
            draw_hours(axes, found, label, f"{title}{'' if hub == 'all' else f', {hub}'}")
            self._note(axes, "Means over the weeks and replications; days begin at midnight.")
        return axes

    def prevention(self, ax: Axes | None = None) -> Axes:
        """Draw hours of prevention a week: planned, delivered, lost and redeployed.

        The bar is what was delivered, the black line what was planned, what is hatched in between
        was lost. Redeployment is the part of it that went to response work by that rule.

        Examples
        --------
        >>> axes = results.plot.prevention()
        >>> axes.get_title(loc="left")
        'Prevention: planned, delivered and lost'
        """
        from sim.report.figures.drawing import axes_for, draw_strips, height_of
        from sim.report.figures.scenarios import prevention_strips

        strips = prevention_strips(self._frames.baseline, self._frames.means)
        with axes_for(ax, height_of(strips)) as axes:
            draw_strips(axes, strips)
            axes.set_title("Prevention: planned, delivered and lost", loc="left")
            self._note(axes, "Black line: planned; bar: delivered; hatched: lost. More is "
                             "delivered where nothing else is asked of people.")  # fmt: skip
        return axes

    def months(
        self, measure: str = "response_time_mean_min", grade: int | None = None, hub: str = "all",
        ax: Axes | None = None,
    ) -> Axes:  # fmt: skip
        """Draw the path of a measure by calendar month, a line for each scenario.

        The unit is that of the label. The band is the 95% interval of the mean. Hours and counts
        are those of the month, and a month of which only some days are measured has fewer.

        Parameters
        ----------
        measure : str
            A measure of `Results.months`.
        grade : int, optional
            Grade of the incidents; by default the most urgent, or all grades where the measure has
            no grades.
        hub : str
            A hub; by default the whole force.
        ax : matplotlib Axes, optional
            Where to draw.

        Raises
        ------
        ValueError
            If the scenario is not measured by month (``run.by_month``), or has no such measure.

        Examples
        --------
        >>> axes = results.plot.months("incidents_count")
        >>> axes.get_title(loc="left")
        'By month: Incidents'
        """
        from sim.outputs.statistics import Cell
        from sim.report.figures.drawing import axes_for
        from sim.report.figures.months import draw_months, of_month
        from sim.report.labels import label_of, part_of

        months = self._frames.results.months
        if months is None:
            raise ValueError("there are no months: the scenario must say run.by_month: true")
        cell = Cell(measure, hub=hub, grade=self._frames.grade_of(measure, grade, months))
        found = {name: of_month(months, name, cell) for name in self._frames.results.scenarios}
        if any(rows.empty for rows in found.values()):
            raise ValueError(f"{measure}, grade {cell.grade}, {hub}: there is no such row by month")
        part = part_of(cell, self._frames.baseline)
        title = f"By month: {label_of(measure)}{f', {part}' if part else ''}"
        with axes_for(ax, 3.8) as axes:
            draw_months(axes, found, measure, title)
            self._note(axes, "Means over the replications, with 95% intervals.")
        return axes

    def save(self, axes: Axes, path: str | Path) -> None:
        """Save the figure that axes are part of: SVG, PNG or PDF, as the name ends.

        The same figure gives the same bytes: no date is written.

        Examples
        --------
        >>> axes = results.plot.prevention()
        >>> results.plot.save(axes, "prevention.svg")
        """
        from sim.report.figures.drawing import save

        save(axes, Path(path))

    def _note(self, axes: Axes, *says: str) -> None:
        """Write below a figure what a reader must know of it, and of the whole result."""
        from sim.report.figures.drawing import notes

        manifest = self._frames.results.manifest
        marking, number = str(manifest["protective_marking"]), int(manifest["replications"])
        notes(axes, self._frames.baseline, number, marking, *says)


class Results(reading.ResultTables):
    """The results of a run or a comparison, as tables, and `plot`, the standard figures of them.

    Columns are described in ``results/README.md``. Tables of a comparison hold the rows of all its
    scenarios, the baseline first. Each table is read when it is first asked for; results that were
    not written to a folder are in memory.

    Attributes
    ----------
    folder : pathlib.Path or None
        Where the results are; None if they are in memory.
    manifest : dict
        What was run: versions, hashes, seed, protective marking.

    Raises
    ------
    InputError
        If the folder holds no results.
    """

    @property
    def plot(self) -> Plot:
        """The standard figures; they need matplotlib (``pip install 'sixhubs[plot]'``)."""
        return Plot(self)
