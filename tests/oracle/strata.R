# Made-up schools drawn without replacement from three kinds, of which it is known how many there are.
# Rscript tests/oracle/strata.R
source("tests/oracle/blocks.R")
set.seed(1934)
there <- c(large = 30, middle = 75, small = 240)
drawn <- c(large = 20, middle = 15, small = 25)
of_kind <- function(kind) {
  all <- round(rnorm(there[[kind]], mean = 600 + 20 * nchar(kind), sd = 90))
  data.frame(kind = kind, score = sample(all, drawn[[kind]]))
}
answers <- do.call(rbind, lapply(names(there), of_kind))
save_csv(answers, "strata")
of_stratum <- function(kind) {
  found <- finite_population(answers$score[answers$kind == kind], there[[kind]])
  list(N = found$N, se = found$se_fpc, ci95_t_df = I(unlist(found$ci95_t_df)))
}
save_json(list(each_stratum_as_a_team = lapply(setNames(names(there), names(there)), of_stratum)), "strata")
