structure(list(c("John", "Paul", "Keith"), c("guitar", "bass", "guitar")), names = c("artist", "plays"
))
