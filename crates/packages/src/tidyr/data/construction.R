structure(list(c(2018, 2018, 2018, 2018, 2018, 2018, 2018, 2018, 2018), c("January", "February", "March", 
"April", "May", "June", "July", "August", "September"), c(859, 882, 862, 797, 875, 867, 829, 939, 835
), c(NA, NA, NA, NA, NA, NA, NA, NA, NA), c(348, 400, 356, 447, 364, 342, 360, 286, 304), c(114, 138, 
150, 144, 90, 76, 108, 90, 117), c(169, 160, 154, 196, 169, 170, 183, 205, 175), c(596, 655, 595, 613, 
673, 610, 594, 649, 560), c(339, 336, 330, 304, 319, 360, 310, 286, 296)), names = c("Year", "Month", 
"1 unit", "2 to 4 units", "5 units or more", "Northeast", "Midwest", "South", "West"))
