structure(list(c("Afghanistan", "Afghanistan", "Brazil", "Brazil", "China", "China"), c(1999, 2000, 1999, 
2000, 1999, 2000), c(745, 2666, 37737, 80488, 212258, 213766), c(19987071, 20595360, 172006362, 174504898, 
1272915272, 1280428583)), names = c("country", "year", "cases", "population"))
