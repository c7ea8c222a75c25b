opts_chunk <- list(set = .opts_chunk_set, get = .opts_chunk_get, merge = .opts_chunk_set)
opts_knit <- list(set = .opts_knit_set, get = .opts_knit_get, merge = .opts_knit_set)
opts_current <- list(get = .opts_chunk_get)
