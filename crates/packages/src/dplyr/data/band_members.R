structure(list(c("Mick", "John", "Paul"), c("Stones", "Beatles", "Beatles")), names = c("name", "band"
))
