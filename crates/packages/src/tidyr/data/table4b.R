structure(list(c("Afghanistan", "Brazil", "China"), c(19987071, 172006362, 1272915272), c(20595360, 174504898, 
1280428583)), names = c("country", "1999", "2000"))
