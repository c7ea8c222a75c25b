structure(list(c("Afghanistan", "Brazil", "China"), c(745, 37737, 212258), c(2666, 80488, 213766)), names = c("country", 
"1999", "2000"))
