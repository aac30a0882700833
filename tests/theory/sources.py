"""Where the formulas come from: books and papers by the name under which they are cited."""

from __future__ import annotations

SOURCES = {
    "Ashcroft (1950)": "The productivity of several machines under the care of one operator, "
    "Journal of the Royal Statistical Society B 12, 145-151",
    "Bailey (1954)": "On queueing processes with bulk service, Journal of the Royal Statistical "
    "Society B 16, 80-87",
    "Barrer (1957)": "Queuing with impatient customers and ordered service, Operations Research 5, "
    "650-656",
    "Burke (1956)": "The output of a queuing system, Operations Research 4, 699-704",
    "Cobham (1954)": "Priority assignment in waiting line problems, Operations Research 2, 70-76",
    "Cox (1962)": "Renewal theory",
    "Crommelin (1932)": "Delay probability formulae when the holding times are constant, "
    "Post Office Electrical Engineers Journal 25, 41-50",
    "Erlang (1917)": "Solution of some problems in the theory of probabilities of significance in "
    "automatic telephone exchanges, Elektroteknikeren 13",
    "Green (1980)": "A queueing system in which customers require a random number of servers, "
    "Operations Research 28, 1335-1346",
    "Greenwood and Yule (1920)": "An inquiry into the nature of frequency distributions "
    "representative of multiple happenings, Journal of the Royal Statistical Society 83, 255-279",
    "Gross et al. (2008)": "Gross, Shortle, Thompson and Harris, Fundamentals of queueing theory, "
    "4th edition",
    "Kaufman (1981)": "Blocking in a shared resource environment, IEEE Transactions on "
    "Communications 29, 1474-1481",
    "Kella and Yechiali (1985)": "Waiting times in the non-preemptive priority M/M/c queue, "
    "Stochastic Models 1, 257-262",
    "Kleinrock (1975)": "Queueing systems, volume 1: Theory",
    "Kleinrock (1976)": "Queueing systems, volume 2: Computer applications",
    "Larson (1974)": "A hypercube queuing model for facility location and redistricting in urban "
    "emergency services, Computers & Operations Research 1, 67-95",
    "Neyman and Scott (1958)": "Statistical approach to problems of cosmology, Journal of the "
    "Royal Statistical Society B 20, 1-43",
    "Palm (1957)": "Research on telephone traffic carried by full availability groups, Tele 1 "
    "(English edition)",
    "Roberts (1981)": "A service system with heterogeneous user requirements, in: Performance of "
    "data communications systems and their applications, 423-431",
    "Taylor and Templeton (1980)": "Waiting time in a multi-server cutoff-priority queue, and its "
    "application to an urban ambulance service, Operations Research 28, 1168-1188",
    "Wilkinson (1956)": "Theories for toll traffic engineering in the USA, Bell System Technical "
    "Journal 35, 421-514",
}
