# Twelve teams of six, three made-up scores: the design in which psych's ICC applies. Rscript tests/oracle/balanced.R
source("tests/oracle/blocks.R")
set.seed(1971)
team <- rep(10 * (1:12), each = 6)
drawn <- function(between) round(3 + rep(rnorm(12, sd = between), each = 6) + rnorm(72, sd = 0.8), 3)
answers <- data.frame(team = team, calm = drawn(0.7), loud = drawn(0.2), even = drawn(0))
# Teams more alike than chance makes them: what is between the teams is taken out of the third score.
answers$even <- round(answers$even - 0.8 * (ave(answers$even, team) - 3), 3)
save_csv(answers, "balanced")

scores <- setNames(names(answers)[-1], names(answers)[-1])
of_psych <- function(score) {
  wide <- t(vapply(split(answers[[score]], team), identity, numeric(6)))
  found <- quiet(psych::ICC(wide, missing = FALSE, lmer = FALSE))$results
  list(type = I(found$type), ICC = I(found$ICC), F = I(found$F), p = I(found$p), lower = I(found[["lower bound"]]),
       upper = I(found[["upper bound"]]))
}
save_json(list(icc = lapply(scores, function(score) icc_block(answers[[score]], team)),
               psych_ICC = lapply(scores, of_psych),
               groups = lapply(scores, function(score) groups_block(answers[[score]], team)),
               ellipse = ellipse_block(answers$calm, answers$loud, team)), "balanced")
