# Change between two waves by R's own t.test and p.adjust: of the small made-up teams in change.csv (unequal numbers,
# gaps). Run from the root of the repository: Rscript tests/oracle/change.R ; it writes tests/oracle/change.json.
answers <- read.csv("tests/oracle/change.csv", stringsAsFactors = FALSE)
teams <- unique(answers$team)
axes <- c("challenge", "invitation")

# JSON without packages: enough digits to give every double back; what is not a number is null.
number <- function(x) if (is.na(x)) "null" else sprintf("%.17g", x)
object <- function(values) paste0("{", paste0("\"", names(values), "\": ", unlist(values), collapse = ", "), "}")

tested <- function(test, n, g) {
  both <- c(test$conf.int, attr(test$conf.int, "conf.level"))
  list(t = number(test$statistic), df = number(test$parameter), p = number(test$p.value), se = number(test$stderr),
       low = number(both[1]), high = number(both[2]), n = number(n), hedges_g = number(g))
}
factor_j <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)

# A score counts where both axes of the wave are there; a pair where both waves are.
there <- function(rows, wave) complete.cases(rows[paste(axes, wave, sep = "_")])
of_team <- function(rows, axis, paired, level) {
  in1 <- there(rows, 1); in2 <- there(rows, 2)
  before <- rows[[paste0(axis, "_1")]]; after <- rows[[paste0(axis, "_2")]]
  if (paired) {
    both <- in1 & in2
    if (sum(both) < 2) return(NULL)
    d <- after[both] - before[both]
    test <- t.test(after[both], before[both], paired = TRUE, conf.level = level)
    return(list(test = test, difference = mean(d), n = sum(both), g = mean(d) / sd(d) * factor_j(sum(both) - 1)))
  }
  x <- before[in1]; y <- after[in2]
  df <- length(x) + length(y) - 2
  pooled <- sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / df)
  list(test = t.test(y, x, conf.level = level), difference = mean(y) - mean(x), n = length(x) + length(y),
       g = (mean(y) - mean(x)) / pooled * factor_j(df))
}

parts <- c()
p <- list()
for (paired in c(FALSE, TRUE)) for (axis in axes) for (team in teams) {
  rows <- answers[answers$team == team, ]
  found <- of_team(rows, axis, paired, 0.95)
  if (is.null(found)) next
  narrow <- of_team(rows, axis, paired, 0.90)$test$conf.int
  row <- c(list(team = paste0("\"", team, "\""), axis = paste0("\"", axis, "\""), paired = tolower(paired)),
           list(difference = number(found$difference)), tested(found$test, found$n, found$g),
           list(low90 = number(narrow[1]), high90 = number(narrow[2])))
  parts <- c(parts, object(row))
  p[[paste(axis, team, paired)]] <- found$test$p.value
}

# The advisor's p is that of the pairs where 3 or more are matched and half of the smaller wave; adjusted over teams.
adjusted <- c()
for (axis in axes) {
  used <- sapply(teams, function(team) {
    rows <- answers[answers$team == team, ]
    in1 <- there(rows, 1); in2 <- there(rows, 2)
    n <- sum(in1 & in2)
    p[[paste(axis, team, n >= 3 && n >= min(sum(in1), sum(in2)) / 2)]]
  })
  bh <- p.adjust(used, method = "BH")
  adjusted <- c(adjusted, paste0("\"", axis, "\": ", object(setNames(lapply(bh, number), teams))))
}

# Hotelling's T2 of the paired differences on both axes at once.
joint <- c()
for (team in teams) {
  rows <- answers[answers$team == team, ]
  both <- there(rows, 1) & there(rows, 2)
  n <- sum(both)
  if (n < 3) next
  d <- sapply(axes, function(axis) rows[[paste0(axis, "_2")]][both] - rows[[paste0(axis, "_1")]][both])
  t2 <- n * drop(colMeans(d) %*% solve(cov(d)) %*% colMeans(d))
  value <- pf(t2 * (n - 2) / (2 * (n - 1)), 2, n - 2, lower.tail = FALSE)
  joint <- c(joint, paste0("\"", team, "\": ", number(value)))
}

# Both axes at once, different people, unequal covariances: the test of Krishnamoorthy & Yu (2004).
apart <- c()
for (team in teams) {
  rows <- answers[answers$team == team, ]
  x <- as.matrix(rows[there(rows, 1), paste(axes, 1, sep = "_")])
  y <- as.matrix(rows[there(rows, 2), paste(axes, 2, sep = "_")])
  one <- cov(x) / nrow(x); two <- cov(y) / nrow(y)
  both <- solve(one + two); move <- colMeans(y) - colMeans(x)
  trace <- function(m) sum(diag(m))
  spent <- function(v, df) (trace(v %*% both %*% v %*% both) + trace(v %*% both)^2) / df
  df <- (2 + 2^2) / (spent(one, nrow(x) - 1) + spent(two, nrow(y) - 1))
  t2 <- drop(move %*% both %*% move)
  value <- pf(t2 * (df - 1) / (2 * df), 2, df - 1, lower.tail = FALSE)
  apart <- c(apart, paste0("\"", team, "\": ", object(list(df = number(df), p = number(value)))))
}

cat("{\n\"made_with\": \"", R.version.string, "\",\n\"tests\": [\n", paste(parts, collapse = ",\n"),
    "\n],\n\"p_adjusted\": {\n", paste(adjusted, collapse = ",\n"), "\n},\n\"joint_paired\": {",
    paste(joint, collapse = ", "), "},\n\"joint_unpaired\": {", paste(apart, collapse = ", "), "}\n}\n",
    sep = "", file = "tests/oracle/change.json")
