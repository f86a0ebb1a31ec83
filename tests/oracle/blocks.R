# What R's packages say of one set of answers, each value under the name of the function it comes from, and the JSON it
# is written to. Sourced by the other scripts here, all run from the root of the repository.
suppressWarnings(suppressMessages({
  library(psych); library(multilevel); library(psychometric); library(survey); library(effectsize); library(metafor)
}))

quiet <- function(expr) {
  value <- NULL
  invisible(capture.output(value <- suppressWarnings(suppressMessages(expr))))
  value
}

# JSON with 17 digits, which give every double back: jsonlite stops at 15. What is not a number is null. A list or
# a named vector becomes an object, I(...) an array even of one.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) || (!is.null(names(x)) && !inherits(x, "AsIs"))) {
    values <- vapply(as.list(x), json, "")
    if (is.null(names(x))) return(paste0("[", paste(values, collapse = ",\n"), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", values, collapse = ",\n"), "}"))
  }
  text <- if (is.numeric(x)) sprintf("%.17g", x) else if (is.logical(x)) tolower(x) else paste0("\"", x, "\"")
  text[is.infinite(x)] <- ifelse(x[is.infinite(x)] > 0, "\"Inf\"", "\"-Inf\"")
  text[is.na(x)] <- "null"
  if (length(x) == 1 && !inherits(x, "AsIs")) text else paste0("[", paste(text, collapse = ", "), "]")
}
save_json <- function(values, name) {
  used <- c("psych", "multilevel", "psychometric", "survey", "effectsize", "metafor")
  versions <- paste(used, vapply(used, function(package) as.character(packageVersion(package)), ""), collapse = ", ")
  file <- file.path("tests/oracle", paste0(name, ".json"))
  writeLines(json(c(list(made_with = paste0(R.version.string, ", ", versions)), values)), file)
}
save_csv <- function(answers, name) {
  write.csv(answers, file.path("tests/oracle", paste0(name, ".csv")), row.names = FALSE, quote = FALSE, na = "")
}

# By hand: psych's own reversal takes the lowest and highest answer it happens to see.
reversed <- function(items, keys, low, high) {
  for (i in which(keys < 0)) items[[i]] <- low + high - items[[i]]
  items
}

reliability_block <- function(items, keys, low, high) {
  found_in <- function(rows) {
    found <- quiet(psych::alpha(rows, check.keys = FALSE, warnings = FALSE))
    list(
      rows_complete = sum(complete.cases(rows)),
      total = list(raw_alpha = found$total$raw_alpha, std.alpha = found$total$std.alpha,
                   average_r = found$total$average_r),
      feldt_95 = list(lower = found$feldt$lower.ci[[1]], upper = found$feldt$upper.ci[[1]]),
      item_stats = list(row = I(rownames(found$item.stats)), r.drop = I(found$item.stats$r.drop)),
      alpha_drop = list(row = I(rownames(found$alpha.drop)), raw_alpha = I(found$alpha.drop$raw_alpha)))
  }
  keyed <- reversed(items, keys, low, high)
  complete <- na.omit(keyed)
  alpha <- multilevel::cronbach(keyed)
  total <- multilevel::item.total(keyed)
  limits <- psychometric::alpha.CI(alpha$Alpha, k = ncol(items), N = nrow(complete), level = 0.95)
  omega <- quiet(psych::omega(complete, nfactors = 1, fm = "minres", plot = FALSE, flip = FALSE))
  list(
    n_items = ncol(items), item_names = I(names(items)), keys = I(keys), scale_min = low, scale_max = high,
    psych_alpha_complete_rows = found_in(complete),
    multilevel_cronbach = list(alpha = alpha$Alpha, n = alpha$N),
    multilevel_item_total = list(Item.Total = I(total$Item.Total), Alpha.Without = I(total$Alpha.Without)),
    psychometric_alpha_CI_95 = list(lower = limits$LCL, upper = limits$UCL),
    psych_omega_1factor = list(minres_cor_complete_rows = list(
      omega_total = omega$omega.tot, loadings = setNames(omega$schmid$sl[, 1], names(items)),
      u2 = setNames(omega$schmid$sl[, "u2"], names(items)))))
}

over_teams <- function(values) {
  known <- values[!is.na(values)]
  list(n_groups = length(values), n_na = sum(is.na(values)), mean = mean(known), sd = sd(known),
       median = median(known), min = min(known), max = max(known))
}

# multilevel leaves out a team without a complete row; a team of one is NA. The functions of multilevel list the teams
# in one order, which is checked.
agreement_block <- function(items, team, low, high, other_nulls = NULL) {
  uniform <- ((high - low + 1)^2 - 1) / 12
  james <- multilevel::rwg.j(items, team, ranvar = uniform)
  lindell <- multilevel::rwg.j.lindell(items, team, ranvar = uniform)
  brown <- quiet(multilevel::awg(items, team, range = c(low, high)))
  burke <- multilevel::ad.m(items, team, type = "mean")
  stopifnot(james$grpid == lindell$grpid, james$grpid == brown$grpid, james$grpid == burke$grpid)
  complete <- na.omit(data.frame(items, team = team))
  variance <- vapply(split(complete[names(items)], complete$team),
                     function(rows) if (nrow(rows) > 1) mean(vapply(rows, var, 0)) else NA_real_, 0)
  of_null <- function(null) {
    truncated <- multilevel::rwg.j(items, team, ranvar = null)$rwg.j
    list(rwg_j = I(truncated), n_truncated_to_zero = sum(truncated == 0, na.rm = TRUE),
         rwg_j_lindell = I(multilevel::rwg.j.lindell(items, team, ranvar = null)$rwg.lindell))
  }
  list(
    scale_min = low, scale_max = high, ranvar_uniform = uniform,
    per_group = list(group = I(james$grpid), n = I(james$gsize), rwg_j = I(james$rwg.j),
                     rwg_j_lindell = I(lindell$rwg.lindell), awg = I(brown$a.wg), ad_mean = I(burke$AD.M),
                     mean_item_variance_n_minus_1 = I(unname(variance[james$grpid]))),
    summary = list(rwg_j = over_teams(james$rwg.j), rwg_j_lindell = over_teams(lindell$rwg.lindell),
                   awg = over_teams(brown$a.wg), ad_mean = over_teams(burke$AD.M)),
    other_null = if (length(other_nulls)) setNames(lapply(other_nulls, of_null), paste0("ranvar_", other_nulls)))
}
agreement_of_one <- function(answers, team, low, high) {
  james <- multilevel::rwg(answers, team, ranvar = ((high - low + 1)^2 - 1) / 12)
  brown <- quiet(multilevel::awg(answers, team, range = c(low, high)))
  burke <- multilevel::ad.m(answers, team, type = "mean")
  stopifnot(james$grpid == brown$grpid, james$grpid == burke$grpid)
  list(per_group = list(group = I(james$grpid), rwg = I(james$rwg), awg = I(brown$a.wg), ad_mean = I(burke$AD.M)))
}

icc_block <- function(score, team) {
  rows <- na.omit(data.frame(score = score, team = factor(team)))
  rows$team <- droplevels(rows$team)
  model <- aov(score ~ team, rows)
  test <- summary(model)[[1]]
  sizes <- as.numeric(table(rows$team))
  between <- test[1, "Mean Sq"]; within <- test[2, "Mean Sq"]
  n0 <- (sum(sizes) - sum(sizes^2) / sum(sizes)) / (length(sizes) - 1)
  one <- quiet(psychometric::ICC1.CI(score, team, rows))
  two <- quiet(psychometric::ICC2.CI(score, team, rows))
  list(n = nrow(rows), n_groups = length(sizes),
       anova = list(F = test[1, "F value"], p = test[1, "Pr(>F)"]),
       ICC1_multilevel = multilevel::ICC1(model), ICC2_multilevel = multilevel::ICC2(model),
       ICC1_CI95_psychometric = list(lower = one$LCL, upper = one$UCL),
       ICC2_CI95_psychometric = list(lower = two$LCL, upper = two$UCL),
       ICC1_n0_formula = (between - within) / (between + (n0 - 1) * within))
}

# A team of one has no interval, and t.test refuses a team without spread.
groups_block <- function(score, team) {
  by_team <- lapply(split(score, team), function(x) x[!is.na(x)])
  limit <- function(x, which) if (length(x) > 1 && sd(x) > 0) t.test(x)$conf.int[which] else NA_real_
  list(group = I(names(by_team)), n = I(lengths(by_team, use.names = FALSE)), mean = I(unname(sapply(by_team, mean))),
       lower = I(unname(sapply(by_team, limit, 1))), upper = I(unname(sapply(by_team, limit, 2))))
}

# The region of the mean: n (m - mu)' S^-1 (m - mu) <= 2 (n - 1) / (n - 2) F(.95; 2, n - 2).
ellipse_block <- function(x, y, team) {
  of_team <- function(name) {
    rows <- na.omit(cbind(x, y)[which(team == name), , drop = FALSE])
    n <- nrow(rows)
    found <- list(group = as.character(name), n = n, centre = I(unname(colMeans(rows))))
    if (n < 3 || det(var(rows)) < 1e-12) return(found)
    spread <- unname(var(rows)) / n
    radius2 <- 2 * (n - 1) / (n - 2) * qf(0.95, 2, n - 2)
    half <- sqrt(radius2 * spread[1, 1])
    c(found, list(cov_of_mean = list(I(spread[1, ]), I(spread[2, ])), r = cor(rows)[1, 2], radius2_hotelling = radius2,
                  semi_axes_hotelling = I(sqrt(eigen(spread, symmetric = TRUE)$values * radius2)),
                  simultaneous_T2_interval_x = I(mean(rows[, 1]) + c(-half, half))))
  }
  list(groups = lapply(sort(unique(team[!is.na(team)])), of_team))
}

# The mean of n of N people by the survey package; its own limits are normal, those with t are asked for.
finite_population <- function(x, size) {
  x <- x[!is.na(x)]
  design <- svydesign(ids = ~1, fpc = ~size, data = data.frame(x = x, size = size))
  known <- svymean(~x, design)
  unknown <- svymean(~x, suppressWarnings(svydesign(ids = ~1, data = data.frame(x = x))))
  limits <- confint(known, df = degf(design))
  list(n = length(x), N = size, mean = as.numeric(coef(known)), se_fpc = as.numeric(SE(known)),
       se_without_fpc = as.numeric(SE(unknown)), ci95_t_df = list(lower = limits[1], upper = limits[2]))
}

tested <- function(test) {
  list(t = unname(test$statistic), df = unname(test$parameter), p = test$p.value, lower = test$conf.int[1],
       upper = test$conf.int[2], stderr = test$stderr)
}
change_block <- function(before, after) {
  both <- complete.cases(before, after)
  first <- before[both]; second <- after[both]
  before <- before[!is.na(before)]; after <- after[!is.na(after)]
  estimate <- function(found) list(estimate = as.data.frame(quiet(found))[[1]])
  factor_j <- function(df) exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
  apart <- escalc(measure = "SMD", m1i = mean(after), sd1i = sd(after), n1i = length(after),
                  m2i = mean(before), sd2i = sd(before), n2i = length(before))
  paired <- escalc(measure = "SMCC", m1i = mean(second), sd1i = sd(second), m2i = mean(first), sd2i = sd(first),
                   ni = sum(both), ri = cor(first, second))
  list(n_pre = length(before), n_post = length(after), n_pairs = sum(both),
       all_available = list(diff = mean(after) - mean(before)), pairs = list(diff = mean(second - first)),
       welch_t_all_available = tested(t.test(after, before)), paired_t = tested(t.test(second, first, paired = TRUE)),
       effectsize_hedges_g_independent = estimate(effectsize::hedges_g(after, before)),
       effectsize_hedges_g_paired = estimate(effectsize::hedges_g(second, first, paired = TRUE)),
       metafor_SMD = list(g = as.numeric(apart$yi)), metafor_SMCC_change_score = list(g = as.numeric(paired$yi)),
       small_sample_factor_J = list(exact_df_pairs = factor_j(sum(both) - 1),
                                    exact_df_pooled = factor_j(length(before) + length(after) - 2)))
}

scoring_block <- function(keys, items, low, high) {
  scores <- quiet(psych::scoreItems(keys, items, impute = "none", min = low, max = high))$scores
  stats <- function(x) list(n = sum(!is.na(x)), n_missing = sum(is.na(x)), mean = mean(x, na.rm = TRUE),
                            sd = sd(x, na.rm = TRUE))
  list(keys = lapply(keys, I), scale_min = low, scale_max = high,
       mean_of_available = list(stats = lapply(as.data.frame(unclass(scores)), stats)))
}
