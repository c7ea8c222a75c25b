# Generics that packages of mixed models share.

fixef <- function(object, ...) UseMethod("fixef")
fixed.effects <- fixef
ranef <- function(object, ...) UseMethod("ranef")
random.effects <- ranef
VarCorr <- function(x, sigma = 1, ...) UseMethod("VarCorr")
getData <- function(object) UseMethod("getData")
