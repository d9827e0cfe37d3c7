"""Small files in the public formats, each of which has an answer that can be found by hand."""

SOLOMON = """\
TINY

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0       100          0
    7      3          4          6          0        90         10
    8      6          8          5         30        90         10
"""
"""10.0 to each of them and back would do, but for the capacity: 10.0 + 20.0."""

SDVRPTW = """\
NAME: TINY
TYPE: SDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 3
VEHICLES: 2
VEHICLES_MAX_DURATION: 40
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 4
3 5
SERVICE_TIME_SECTION
1 0
2 10
3 10
TIME_WINDOW_SECTION
1 0 100
2 0 90
3 50 90
CAPACITY_SECTION
1 9
2 9
VEHICLES_ALLOWED_CLIENTS_SECTION
1 2
2 2 3
EOF
"""
"""Vehicle 2 makes both, 5 + 3.606 + 1.414."""

CVRP = """\
NAME : plain
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 9
NODE_COORD_SECTION
 1 0 0
 2 3 4
 3 1 1
DEMAND_SECTION
 1 0
 2 4
 3 5
DEPOT_SECTION
 1
 -1
EOF
"""
"""5 + 4 + 1."""

TRSP = """\
tiny

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2      2       1       2

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0     3     0      100    0      []       []       []
1    0     0     0      100    0      [0,1]    [0]      [1,0]
2    50    0     0      100    0      [1]      []       [0,0]
3    0     1     20     30     5      [0]      [0]      [1,0]
4    0     5     20     60     5      [0]      []       [0,2]
"""
"""Technician 1 makes both: 1 + 5 at 3, 2 to the depot, 2 + 5 at 4, 5 home."""

PRAXEDO = """\
matrices

INFO
CREW COUNT  SKILLS    TOOLS   SPARE PARTS
        1        0        0             0

DEPOT TECHNICIANS AND REQUESTS
ID           X        Y     TWS     TWE    Serv     SKILLS   TOOLS    SPARE PARTS
0          0.0      0.0   0.0  1000.0     0.0 \t[] \t[] \t[]
1          0.0      0.0   0.0  1000.0     0.0 \t[] \t[] \t[]
2          0.0      0.0   100.0  115.0    45.0 \t[] \t[] \t[]
DISTANCES
0;0;0;1;0;0
1;0;0;1;0;0
2;1;1;0;1;1
3;0;0;1;0;0
4;0;0;1;0;0
TRAVEL TIMES
0;0.0000;0.0000;12.1234;0.0000;0.0000
1;0.0000;0.0000;12.1234;0.0000;0.0000
2;13.0000;13.0000;0.0000;17.5000;13.0000
3;0.0000;0.0000;12.1234;0.0000;0.0000
4;0.0000;0.0000;12.1234;0.0000;0.0000
"""
"""12.1234 + 45 + 17.5: the way back leads to the technician's end, row 3."""

LAST_ROWS = "3;0.0000;0.0000;12.1234;0.0000;0.0000\n4;0.0000;0.0000;12.1234;0.0000;0.0000\n"

HHCRSP = """\
{
  "patients": [
    {"id": "p1", "time_window": [10, 20], "required_caregivers": [{"service": "s1", "duration": 30}]},
    {"id": "p2", "time_window": [0, 25.5], "required_caregivers": [{"service": "s1"}, {"service": "s2",
     "duration": 15}], "synchronization": {"type": "sequential", "distance": [5, 8]}}
  ],
  "services": [{"id": "s1", "default_duration": 20}, {"id": "s2", "default_duration": 10}],
  "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
  "central_offices": [{"id": "d", "location": [1, 2]}],
  "distances": [[0, 10, 12.5], [10, 0, 3], [12.5, 3, 0]]
}
"""
"""c1 makes s1 at p2 and then p1, 15.5 late; c2 comes to p2 five to eight later."""
