# Reliability, agreement and clustering of tests/oracle/quality.csv, as R says them.
# Run from the root of the repository: Rscript tests/oracle/quality.R
# Needs psych and multilevel; writes tests/oracle/quality.json.
suppressWarnings(suppressMessages({
  library(psych)
  library(multilevel)
}))

low <- 1
high <- 5
reverse_keyed <- c("q3", "q5", "q8")
answers <- read.csv("tests/oracle/quality.csv", na.strings = "", stringsAsFactors = FALSE)
items <- answers[paste0("q", 1:8)]
# By hand: psych's own reversal takes the lowest and highest answer it happens to see, and nobody here said 1 on q3, or 5 on q8.
items[reverse_keyed] <- low + high - items[reverse_keyed]
complete <- complete.cases(items)
rows <- items[complete, ]
teams <- answers$team[complete]

number <- function(x) {
  x <- as.numeric(x)
  text <- sprintf("%.17g", x)
  text[is.na(x)] <- "null"
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
}
words <- function(x) paste0("[", paste0('"', x, '"', collapse = ", "), "]")
block <- function(...) {
  parts <- list(...)
  paste0("{\n    ", paste0('"', names(parts), '": ', unlist(parts), collapse = ",\n    "), "\n  }")
}
quiet <- function(expr) {
  sink(tempfile())
  on.exit(sink())
  suppressWarnings(suppressMessages(expr))
}

# Reliability, on complete rows.
found <- quiet(psych::alpha(rows, check.keys = FALSE, warnings = FALSE))
# psych::omega is this factor analysis, but wants a package for rotations that one factor does not need.
factor_one <- quiet(psych::fa(rows, nfactors = 1, fm = "minres"))
common <- sum(factor_one$loadings)^2
unique <- sum(factor_one$uniquenesses)
reliability <- block(
  n = number(nrow(rows)),
  alpha = number(found$total$raw_alpha),
  alpha_low = number(found$feldt$lower.ci[[1]]),
  alpha_high = number(found$feldt$upper.ci[[1]]),
  standardized_alpha = number(found$total$std.alpha),
  inter_item = number(found$total$average_r),
  omega = number(common / (common + unique)),
  omega_observed = number(1 - unique / sum(cor(rows))),
  items = words(names(rows)),
  item_rest = number(found$item.stats$r.drop),
  alpha_if_dropped = number(found$alpha.drop$raw_alpha)
)

# Agreement. multilevel leaves out a team without a complete row; a team of one is NA.
uniform <- multilevel::rwg.j(rows, teams, ranvar = ((high - low + 1)^2 - 1) / 12)
skewed <- multilevel::rwg.j(rows, teams, ranvar = 1.34)
lindell <- multilevel::rwg.j.lindell(rows, teams, ranvar = ((high - low + 1)^2 - 1) / 12)
each <- multilevel::awg(rows, teams, range = c(low, high))
deviation <- multilevel::ad.m(rows, teams, type = "mean")
stopifnot(uniform$grpid == skewed$grpid, uniform$grpid == lindell$grpid, uniform$grpid == each$grpid,
          uniform$grpid == deviation$grpid)
agreement <- block(
  team = words(uniform$grpid),
  n = number(uniform$gsize),
  rwg = number(uniform$rwg.j),
  rwg_skewed = number(skewed$rwg.j),
  rwg_lindell = number(lindell$rwg.lindell),
  awg = number(each$a.wg),
  ad_mean = number(deviation$AD.M)
)

# Clustering, of the mean of the answered items, valid from six of the eight.
answered <- rowSums(!is.na(items))
score <- rowMeans(items, na.rm = TRUE)
valid <- answered >= 6
score <- score[valid]
team <- factor(answers$team[valid])
model <- aov(score ~ team)
test <- summary(model)[[1]]
clustering <- block(
  n = number(sum(valid)),
  n_teams = number(nlevels(team)),
  icc1 = number(multilevel::ICC1(model)),
  icc2 = number(multilevel::ICC2(model)),
  f = number(test[1, "F value"]),
  p = number(test[1, "Pr(>F)"])
)

versions <- paste(R.version.string, "psych", packageVersion("psych"), "multilevel", packageVersion("multilevel"))
cat(sprintf('{\n  "made_with": "%s",\n  "reliability": %s,\n  "agreement": %s,\n  "clustering": %s\n}\n',
            versions, reliability, agreement, clustering), file = "tests/oracle/quality.json")
