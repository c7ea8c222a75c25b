structure(list(c("John Smith", "Mary Smith"), c(1, 1), c(33, NA), c(90, NA), c(1.8700000000000001, 1.54
)), names = c("subject", "time", "age", "weight", "height"))
