structure(list(c("Afghanistan", "Afghanistan", "Afghanistan", "Afghanistan", "Brazil", "Brazil", "Brazil", 
"Brazil", "China", "China", "China", "China"), c(1999, 1999, 2000, 2000, 1999, 1999, 2000, 2000, 1999, 
1999, 2000, 2000), c("cases", "population", "cases", "population", "cases", "population", "cases", "population", 
"cases", "population", "cases", "population"), c(745, 19987071, 2666, 20595360, 37737, 172006362, 80488, 
174504898, 212258, 1272915272, 213766, 1280428583)), names = c("country", "year", "type", "count"))
