# Inputs at the edge of what the statistics are defined for, and what R answers. Rscript tests/oracle/edges.R
source("tests/oracle/blocks.R")
rows <- function(...) unname(rbind(...))
as_lists <- function(table) lapply(seq_len(nrow(table)), function(i) I(table[i, ]))

teams <- list(
  agreed = rows(c(2, 2, 2), c(2, 2, 2)), alone = rows(c(5, 4, 4)),
  at_the_ceiling = rows(c(5, 5, 5), c(5, 5, 5), c(5, 5, 5)),
  divided = rows(c(1, 5, 1), c(5, 1, 5), c(5, 1, 1), c(1, 5, 5)),
  nearly_the_ceiling = rows(c(5, 5, 4), c(5, 5, 5), c(4, 5, 5), c(5, 5, 5)),
  gap = rows(c(2, 3, 3), c(4, NA, 4), c(3, 3, 5), c(2, 4, 4)), one_left = rows(c(NA, 2, 3), c(4, 4, NA), c(3, 2, 2)),
  none_left = rows(c(NA, 2, 3), c(4, NA, NA)), one_item_divides = rows(c(4, 1, 4), c(4, 5, 4), c(4, 1, 4), c(4, 5, 3)))
items <- do.call(rbind, teams)
team <- rep(names(teams), vapply(teams, nrow, 0L))
table <- setNames(as.data.frame(items), c("q1", "q2", "q3"))
unlabelled <- replace(team, 4, NA)

scales <- list(
  constant_item = rows(c(2, 5, 3), c(4, 5, 4), c(1, 5, 2), c(5, 5, 5), c(3, 5, 2), c(2, 5, 1)),
  two_items = rows(c(5, 4), c(4, 4), c(2, 3), c(1, 2), c(3, 5)),
  negative_alpha = rows(c(2, 4, 2), c(5, 1, 4), c(1, 4, 2), c(4, 2, 5), c(3, 2, 3), c(1, 5, 1)),
  identical_items = rows(c(1, 1, 1), c(3, 3, 3), c(4, 4, 4), c(2, 2, 2)),
  one_item = rows(1, 3, 2, 5))
alpha_of <- function(rows, ...) list(value = {
  found <- quiet(psych::alpha(as.data.frame(rows), ...))
  list(raw_alpha = found$total$raw_alpha, std_alpha = found$total$std.alpha,
       feldt = I(c(found$feldt$lower.ci[[1]], found$feldt$upper.ci[[1]])),
       r_drop = setNames(found$item.stats$r.drop, rownames(found$item.stats)),
       raw_alpha_drop = setNames(found$alpha.drop$raw_alpha, rownames(found$alpha.drop)))
})
of_scale <- function(rows) {
  if (ncol(rows) == 1) return(list(items = as_lists(rows)))
  list(items = as_lists(rows), default = alpha_of(rows), check_keys = alpha_of(rows, check.keys = TRUE),
       multilevel_cronbach = list(value = multilevel::cronbach(as.data.frame(rows))$Alpha))
}

# R has no answer to the last three: no variance at all, nobody to compare with, nothing to compare.
# (Equal means must also be equal in R's sums: with other numbers it divides rounding by rounding.)
clustered <- list(
  no_between = list(y = rep(c(1, 3, 5), 3), group = rep(c("a", "b", "c"), each = 3)),
  no_within = list(y = c(2, 2, 4, 4, 4, 5, 5), group = c("a", "a", "b", "b", "b", "c", "c")),
  a_team_of_one = list(y = c(5, 4, 4, 1, 2, 3, 3), group = c("a", "a", "a", "b", "b", "b", "c")),
  constant = list(y = c(4, 4, 4, 4), group = c("a", "a", "b", "b")),
  every_group_one = list(y = c(1, 4, 2), group = c("a", "b", "c")),
  one_group = list(y = c(4, 2, 2), group = c("a", "a", "a")))
of_clustered <- function(name) {
  given <- clustered[[name]]
  said <- if (!name %in% c("constant", "every_group_one", "one_group")) {
    model <- quiet(aov(y ~ factor(group), as.data.frame(given)))
    list(value = quiet(list(ICC1 = multilevel::ICC1(model), ICC2 = multilevel::ICC2(model))))
  }
  list(y = I(given$y), group = I(given$group), result = said)
}

one_constant <- t.test(c(3, 3, 3), c(4, 5, 3))
few <- finite_population(c(2, 4, 5, 3), 9)
save_json(list(
  agreement_input = list(items = as_lists(items), group = I(team)),
  agreement = agreement_block(table, team, 1, 5),
  agreement_single_q1 = agreement_of_one(table$q1, team, 1, 5),
  agreement_group_label_missing = agreement_block(table, unlabelled, 1, 5)$per_group[c("group", "rwg_j")],
  unlabelled_row = 4,
  alpha = lapply(scales, of_scale),
  icc = lapply(setNames(names(clustered), names(clustered)), of_clustered),
  fpc = list(n4_of_9 = list(x = I(c(2, 4, 5, 3)), N = 9,
                            result = list(value = list(mean = few$mean, se = few$se_fpc)))),
  welch = list(one_constant = list(value = tested(one_constant)[c("t", "df", "p")]))
), "edges")
