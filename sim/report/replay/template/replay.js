"use strict";
// Plays the day: all that is shown follows from the clock and the tracks of officers and incidents.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const DAY = 86400, STATE = data.states, ACT = data.acts, SVG = "http://www.w3.org/2000/svg";
  const GOLDEN = Math.PI * (3 - Math.sqrt(5));
  const byId = (id) => document.getElementById(id);
  const moment = byId("moment"), time = byId("time"), play = byId("play"), speed = byId("speed");
  const which = byId("which"), list = byId("list"), story = byId("story"), count = byId("count");
  const MOST = 60;  // incidents that are listed at once
  let chosen = -1;

  const make = (tag, text, parent) => {
    const one = document.createElement(tag);
    if (text !== undefined) one.textContent = text;
    if (parent) parent.append(one);
    return one;
  };
  const two = (number) => String(number).padStart(2, "0");
  const clock = (s) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`;
  const long = (s) => {
    if (s < 7200) return `${Math.floor(s / 60)} min`;
    return s < 2 * DAY ? `${(s / 3600).toFixed(1)} h` : `${(s / DAY).toFixed(1)} days`;
  };
  const stamp = (s) => {
    if (s >= 0 && s < DAY) return clock(s);
    const date = new Date(Date.parse(data.date) + Math.floor(s / DAY) * DAY * 1000);
    const day = date.toLocaleDateString("en-GB", {weekday: "short", day: "numeric", month: "short", timeZone: "UTC"});
    return `${day} ${clock(((s % DAY) + DAY) % DAY)}`;
  };
  const nameOf = (id) => {
    const [, district, isShort, rest, kind] = data.incidents[id];
    return isShort ? `${data.districts[district]}.${kind}.`.replaceAll(" ", "_") + rest : rest;
  };

  // Triples of numbers, the first of which is the time since the one before.
  const unpacked = (flat) => {
    const found = [];
    for (let at = 0, now = 0; at < flat.length; at += 3) {
      now += flat[at];
      found.push([now, flat[at + 1], flat[at + 2]]);
    }
    return found;
  };
  // Number of the last that has begun; -1: none.
  const last = (track, now) => {
    let low = 0, high = track.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (track[middle][0] <= now) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const spread = (place, number, share) => {
    const [x, y, room] = place, away = room * Math.sqrt(share), angle = number * GOLDEN;
    return [x + away * Math.cos(angle), y + away * Math.sin(angle)];
  };

  const SHAPES = {
    disc: "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
    square: "M-3-3h6v6h-6z", triangle: "M0-4l3.8 6.8h-7.6z", diamond: "M0-5l5 5-5 5-5-5z",
  };
  // Long names of teams may be broken at these places.
  const breakable = (team) => team.replace(/(Neighbour|Enforce|Investi|protec)(?=[a-z])/, "$1\u00ad");
  const shapeOf = (role) => role === data.roles.pcso ? "triangle" : role === data.roles.response ? "disc" : "square";
  const LOOKS = {};
  for (const act of data.activities.keys()) LOOKS[act] = "busy";
  for (const act of [ACT.AVAILABLE, ACT.PREVENTION]) LOOKS[act] = "free";
  for (const act of [ACT.TRAVEL, ACT.RETURNING]) LOOKS[act] = "driving";
  for (const act of [ACT.SCENE, ACT.WAITING_AT_SCENE, ACT.CUSTODY]) LOOKS[act] = "engaged";

  const mark = (layer, shape, style) => {
    const one = document.createElementNS(SVG, "path");
    one.setAttribute("d", SHAPES[shape]);
    one.setAttribute("class", style);
    one.style.display = "none";
    layer.append(one);
    return one;
  };
  const show = (one, style, x, y) => {
    if (one.shown !== style) {
      one.mark.style.display = style ? "" : "none";
      if (style) one.mark.setAttribute("class", style);
      one.shown = style;
    }
    if (!style) return;
    const at = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
    if (one.stood !== at) one.mark.setAttribute("transform", one.stood = at);
  };

  class Side {
    constructor(raw, section, number) {
      this.raw = raw;
      this.number = number;
      const svg = section.querySelector(".chart svg");
      // Names stand above what moves, so that they can be read.
      const names = svg.querySelector(".district");
      const layers = [0, 1].map(() => svg.insertBefore(document.createElementNS(SVG, "g"), names));
      this.incidents = new Map();
      const met = raw.places.map(() => 0);
      for (const [id, hub, place, flat] of raw.incidents) {
        const at = spread(raw.places[place], ++met[place], (met[place] * 0.618034) % 1);
        const track = unpacked(flat).map(([t, packed, grade]) => [t, Math.floor(packed / data.packed), packed % data.packed, grade]);
        const one = {id, hub, at, track, mark: mark(layers[0], "diamond", "incident")};
        one.mark.addEventListener("click", () => choose(id, true));
        this.incidents.set(id, one);
      }
      const stationed = raw.places.map(() => 0);
      for (const officer of raw.officers) stationed[officer[3]] += data.attending.includes(officer[0]);
      const placed = raw.places.map(() => 0);
      this.officers = raw.officers.map(([role, hub, person, station, flat]) => {
        const goesOut = data.attending.includes(role);
        const rank = goesOut ? placed[station]++ : 0;
        const home = spread(raw.places[station], rank, (rank + 0.5) / Math.max(stationed[station], 1));
        const one = {role, hub, person, rank, track: unpacked(flat)};
        if (goesOut) one.mark = mark(layers[1], shapeOf(role), "person");
        one.ways = this.ways(one, home);
        return one;
      });
      this.tables(section);
    }

    // Where each step of an officer begins and ends, and whether that is a drive.
    ways(officer, home) {
      let here = home;
      const [dx, dy] = [6 * Math.cos(officer.rank), 6 * Math.sin(officer.rank)];
      return officer.track.map(([, act, place]) => {
        const from = here;
        const incident = this.incidents.get(place);
        if (incident) here = [incident.at[0] + dx, incident.at[1] + dy];
        else if (place === data.at.station || place === data.at.toStation) here = home;
        else if (place <= data.at.suite) {
          const [x, y] = this.raw.places[data.at.suite - place];
          here = [x + dx, y + dy];
        }
        return [from, here, act === ACT.TRAVEL || place === data.at.toStation];
      });
    }

    tables(section) {
      const [queues, people] = [section.querySelector(".queues"), section.querySelector(".people")];
      const rows = (table, caption, headers, names) => {
        make("caption", caption, table);
        const head = make("tr", undefined, make("thead", undefined, table));
        for (const header of headers) make("th", header, head).scope = "col";
        const body = make("tbody", undefined, table);
        return names.map((name) => {
          const row = make("tr", undefined, body);
          make("th", name, row).scope = "row";
          return headers.slice(1).map(() => make("td", "", row));
        });
      };
      this.queueCells = rows(queues, "Incidents", ["Grade", "Wait", "Longest", "Sent", "At scene"],
        [...this.raw.grades.map(([, label]) => label), ...(this.raw.desk ? ["Resolution Centre"] : [])]);
      this.later = section.querySelector(".later");
      this.roles = [...new Set(this.officers.map((one) => one.role))].sort((a, b) => a - b);
      const done = new Set(this.officers.flatMap((one) => one.track.map((step) => step[1])));
      this.acts = [...done].filter((act) => act !== ACT.OFF_DUTY).sort((a, b) => a - b);
      this.peopleCells = rows(people, "People on duty", ["Activity", ...this.roles.map((role) => breakable(data.teams[role][1]))],
        [...this.acts.map((act) => data.activities[act]), "All"]);
    }

    stateOf(id, now) {
      const one = this.incidents.get(id);
      const at = one ? last(one.track, now) : -1;
      if (at < 0) return null;
      const [, , state, grade] = one.track[at];
      let since = one.track[at][0];
      const opens = state === STATE.DESK_QUEUE ? data.opensDesk : data.opensWait;
      for (let back = at; back >= 0; back--) {
        if (opens.includes(one.track[back][1])) { since = one.track[back][0]; break; }
      }
      return {state, grade, since};
    }

    move(now) {
      for (const officer of this.officers) {
        if (!officer.mark) continue;
        const at = last(officer.track, now);
        const act = at < 0 ? ACT.OFF_DUTY : officer.track[at][1];
        if (act === ACT.OFF_DUTY) { show(officer, "", 0, 0); continue; }
        let [[x, y], [toX, toY], drives] = officer.ways[at];
        const from = officer.track[at][0];
        const until = at + 1 < officer.track.length ? officer.track[at + 1][0] : DAY;
        const share = drives ? Math.min((now - from) / Math.max(until - from, 1), 1) : 1;
        x += (toX - x) * share;
        y += (toY - y) * share;
        show(officer, `person ${drives ? "driving" : LOOKS[act]}`, x, y);
      }
      for (const one of this.incidents.values()) {
        const at = last(one.track, now);
        const state = at < 0 ? -1 : one.track[at][2];
        const sent = state === STATE.ASSIGNED || state === STATE.ATTENDED;
        const look = state === STATE.QUEUED ? "incident waiting" : sent ? "incident tended" : "";
        show(one, look && one.id === chosen ? `${look} chosen` : look, ...one.at);
      }
    }

    count(now) {
      const blank = () => ({wait: 0, longest: -1, sent: 0, scene: 0});
      const queues = new Map([...this.raw.grades.map(([grade]) => [grade, blank()]), ["desk", blank()]]);
      let later = 0, graded = 0;
      for (const id of this.incidents.keys()) {
        const found = this.stateOf(id, now);
        if (!found) continue;
        const {state, grade, since} = found;
        const row = queues.get(state === STATE.DESK_QUEUE || state === STATE.AT_DESK ? "desk" : grade);
        if (!row) continue;
        if (state === STATE.QUEUED || state === STATE.DESK_QUEUE) {
          row.wait++;
          row.longest = Math.max(row.longest, now - since);
        }
        row.sent += state === STATE.ASSIGNED;
        row.scene += state === STATE.ATTENDED || state === STATE.AT_DESK;
        later += state === STATE.BOOKED || state === STATE.CALL_LATER;
        graded += state === STATE.TO_GRADE || state === STATE.GRADING;
      }
      [...queues.entries()].forEach(([key, row], number) => {
        const cells = this.queueCells[number];
        if (!cells) return;  // a force without a Resolution Centre
        cells[0].textContent = row.wait;
        cells[1].textContent = row.longest < 0 ? "–" : long(row.longest);
        cells[2].textContent = key === "desk" ? "–" : row.sent;
        cells[3].textContent = key === "desk" ? `${row.scene} in hand` : row.scene;
      });
      this.later.textContent = `${later} agreed for later; ${graded} with the control room.`;
      const people = this.acts.map(() => this.roles.map(() => 0));
      for (const officer of this.officers) {
        const at = last(officer.track, now);
        const row = at < 0 ? -1 : this.acts.indexOf(officer.track[at][1]);
        if (row >= 0) people[row][this.roles.indexOf(officer.role)]++;
      }
      people.push(this.roles.map((_, role) => people.reduce((sum, row) => sum + row[role], 0)));
      people.forEach((row, at) => row.forEach((number, role) => { this.peopleCells[at][role].textContent = number; }));
    }

    // What happened to an incident, with the people who went to it.
    storyOf(id) {
      const told = [];
      const one = this.incidents.get(id);
      if (!one) return told;
      one.track.forEach(([t, record, , grade], at) => {
        const upgraded = at && grade !== one.track[at - 1][3] ? `: ${this.label(grade)} from now on` : "";
        if (data.records[record]) told.push([t, data.records[record] + upgraded]);
      });
      for (const officer of this.officers) {
        const who = `${data.teams[officer.role][0]} ${officer.person}${this.raw.hubs[officer.hub] === undefined ? "" : ` of ${this.raw.hubs[officer.hub]}`}`;
        officer.track.forEach(([t, act, place], at) => {
          if (place === id) {
            const said = act === ACT.TRAVEL ? "sets out" : act === ACT.SCENE ? "is at work there" : "is there, and waits for colleagues";
            told.push([t, `${who} ${said}`]);
          } else if (at && officer.track[at - 1][2] === id && at - 1 >= 0) {
            told.push([t, `${who} leaves it: ${data.activities[act].toLowerCase()}`]);
          }
        });
      }
      return told.sort((a, b) => a[0] - b[0]);
    }

    label(grade) {
      const found = this.raw.grades.find(([number]) => number === grade);
      return found ? found[1] : `grade ${grade}`;
    }
  }

  const days = document.querySelectorAll(".day");
  document.body.classList.add("runs");
  const sides = data.sides.map((raw, number) => new Side(raw, days[number], number));

  const SAID = {[STATE.DESK_QUEUE]: "waits for the Resolution Centre", [STATE.AT_DESK]: "with the Resolution Centre",
    [STATE.QUEUED]: "waits", [STATE.ASSIGNED]: "officers sent", [STATE.ATTENDED]: "officers there",
    [STATE.FINISHED]: "over", [STATE.BOOKED]: "visit agreed", [STATE.CALL_LATER]: "to be called again",
    [STATE.TO_GRADE]: "to be graded", [STATE.GRADING]: "being graded"};
  const WANTED = {waiting: [STATE.QUEUED], tended: [STATE.ASSIGNED, STATE.ATTENDED],
    desk: [STATE.DESK_QUEUE, STATE.AT_DESK, STATE.CALL_LATER],
    all: Object.values(STATE).filter((state) => state !== STATE.FINISHED && state !== STATE.EXPECTED)};

  const said = (found, now) => {
    if (!found) return "has not come";
    const waits = found.state === STATE.QUEUED || found.state === STATE.DESK_QUEUE;
    return waits ? `${SAID[found.state]} ${long(now - found.since)}` : SAID[found.state];
  };
  const listNow = (now) => {
    const rows = [];
    data.incidents.forEach((_, id) => {
      const found = sides.map((side) => side.stateOf(id, now));
      const hits = found.filter((one) => one && WANTED[which.value].includes(one.state));
      if (hits.length) rows.push([Math.min(...hits.map((one) => one.grade)), Math.min(...hits.map((one) => one.since)), id, found]);
    });
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    count.textContent = rows.length > MOST ? `${rows.length}, of which the first ${MOST} are listed` : `${rows.length} at ${clock(now)}`;
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    list.replaceChildren();
    make("caption", `Incidents at ${clock(now)}`, list);
    const head = make("tr", undefined, make("thead", undefined, list));
    for (const header of ["Grade", "Incident", ...sides.map((side) => side.raw.name)]) make("th", header, head).scope = "col";
    const body = make("tbody", undefined, list);
    for (const [grade, , id, found] of rows.slice(0, MOST)) {
      const row = make("tr", undefined, body);
      make("td", sides[0].label(grade), row);
      const [kind, district] = data.incidents[id];
      const button = make("button", `${data.types[kind]}, ${data.districts[district]}`, make("td", undefined, row));
      button.type = "button";
      button.dataset.id = id;
      button.addEventListener("click", () => choose(id, true));
      for (const one of found) make("td", said(one, now), row);
      if (held === String(id)) button.focus({preventScroll: true});
    }
  };

  const tell = (now) => {
    if (chosen < 0) return;
    const [kind, district] = data.incidents[chosen];
    story.replaceChildren();
    make("h3", `${data.types[kind]}, ${data.districts[district]}`, story);
    make("p", nameOf(chosen), story);
    for (const side of sides) {
      if (sides.length > 1) make("h4", side.raw.name, story);
      const told = side.storyOf(chosen);
      if (!told.length) { make("p", "It does not come about here on this day.", story); continue; }
      const lines = make("ol", undefined, story);
      for (const [t, words] of told) {
        const line = make("li", undefined, lines);
        line.className = t <= now ? "passed" : "to-come";
        make("time", stamp(t), line);
        line.append(words);
      }
      make("p", "Every decision, and why it waited:", story).className = "small";
      make("code", data.commands[side.number] + nameOf(chosen), story);
    }
  };

  let now = 0, drawnAt = -1, toldMinute = -1;
  const draw = (isWhole) => {
    now = Math.min(Math.max(now, 0), DAY - 1);
    const whole = Math.floor(now);
    time.textContent = clock(whole);
    for (const side of sides) side.move(now);
    const tick = performance.now();
    if (!isWhole && tick - drawnAt < 400) return;
    drawnAt = tick;
    moment.value = whole;
    moment.setAttribute("aria-valuetext", clock(whole));
    for (const side of sides) side.count(whole);
    listNow(whole);
    if (isWhole || toldMinute !== Math.floor(whole / 60)) tell(whole);
    toldMinute = Math.floor(whole / 60);
  };
  const choose = (id, isAsked) => {
    chosen = id;
    draw(true);
    if (isAsked) story.focus({preventScroll: false});
  };

  let plays = false, before = 0;
  const stop = () => { plays = false; play.textContent = "Play"; draw(true); };
  const step = (tick) => {
    if (!plays) return;
    now += Math.min((tick - before) / 1000, 0.25) * Number(speed.value);
    before = tick;
    if (now >= DAY - 1) { stop(); return; }
    draw(false);
    requestAnimationFrame(step);
  };
  play.addEventListener("click", () => {
    if (plays) { stop(); return; }
    if (now >= DAY - 1) now = 0;
    plays = true;
    play.textContent = "Pause";
    before = performance.now();
    requestAnimationFrame(step);
  });
  moment.addEventListener("input", () => { now = Number(moment.value); draw(true); });
  which.addEventListener("change", () => draw(true));
  now = 12 * 3600;
  draw(true);
})();
