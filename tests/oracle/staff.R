# A made-up staff survey: fourteen teams of unequal size, three scales. Rscript tests/oracle/staff.R
source("tests/oracle/blocks.R")
set.seed(1941)
sizes <- c(ash = 9, beech = 14, birch = 2, cedar = 7, elm = 12, fir = 3, hazel = 6, holly = 1, larch = 11, lime = 8,
           maple = 15, oak = 5, pine = 10, willow = 4)
team <- rep(names(sizes), sizes)
n <- length(team)
people <- function(clustering) {
  rnorm(length(sizes), sd = sqrt(clustering))[match(team, names(sizes))] + rnorm(n, sd = sqrt(1 - clustering))
}
answers_of <- function(people, k, keys, low, high, middle, loading) {
  answers <- sapply(seq_len(k), function(i) middle + keys[i] * (loading[i] * people + rnorm(n, sd = 0.7)))
  as.data.frame(pmin(pmax(round(answers), low), high))
}
keys <- list(hope = c(1, -1, 1, 1, -1, 1), work = c(1, 1, 1), rush = c(1, 1, -1, 1, 1))
hope <- people(0.25)
answers <- data.frame(
  team = team, school = match(team, names(sizes)) * 10 + 3,
  hope = answers_of(hope, 6, keys$hope, 1, 5, 3.2, c(0.9, 0.8, 0.7, 0.8, 0.5, 0.6)),
  work = answers_of(0.5 * hope + people(0.1), 3, keys$work, 1, 5, 3.6, c(0.7, 0.6, 0.5)),
  rush = answers_of(people(0.05), 5, keys$rush, 0, 4, 2, c(0.9, 0.5, 0.6, 0.7, 0.4)))
names(answers) <- c("team", "school", paste0("hope", 1:6), paste0("work", 1:3), paste0("rush", 1:5))
columns <- lapply(setNames(names(keys), names(keys)), function(scale) grep(scale, names(answers), value = TRUE))

# What real surveys hold: a team of one (holly), a team all of one mind (fir), gaps, no complete row in a team (birch),
# two people without a team, and a reverse-keyed item whose lowest answer nobody gives.
answers[team == "fir", unlist(columns)] <- answers[rep(which(team == "fir")[1], 3), unlist(columns)]
for (item in columns$hope) answers[[item]][sample(n, 5)] <- NA
answers[team == "birch", "hope4"] <- NA
answers$hope2[answers$hope2 == 1] <- 2
answers[c(20, 77), c("team", "school")] <- NA
stopifnot(rowSums(!is.na(answers[columns$hope])) > 1)
save_csv(answers, "staff")

bounds <- list(hope = c(1, 5), work = c(1, 5), rush = c(0, 4))
keyed <- lapply(setNames(names(keys), names(keys)), function(scale)
  reversed(answers[columns[[scale]]], keys[[scale]], bounds[[scale]][1], bounds[[scale]][2]))
each <- function(f) lapply(setNames(names(keys), names(keys)), f)
score <- each(function(scale) rowMeans(keyed[[scale]], na.rm = TRUE))
written <- each(function(scale) paste0(ifelse(keys[[scale]] < 0, "-", ""), columns[[scale]]))

# As if the teams were larger than those who answered.
larger <- c("ash", "beech", "larch", "oak", "willow")
of_larger <- function(scale) list(values = lapply(larger, function(name)
  finite_population(score[[scale]][which(answers$team == name)], ceiling(sizes[[name]] / 0.75))))

save_json(list(
  reliability = each(function(scale)
    reliability_block(answers[columns[[scale]]], keys[[scale]], bounds[[scale]][1], bounds[[scale]][2])),
  agreement = c(
    each(function(scale) agreement_block(keyed[[scale]], answers$team, bounds[[scale]][1], bounds[[scale]][2],
                                         if (scale != "rush") c(1.34, 0.9))),
    list(work2_single_item = agreement_of_one(answers$work2, answers$team, 1, 5),
         hope4_single_item = agreement_of_one(answers$hope4, answers$team, 1, 5),
         work_scale_mean_with_rwg = agreement_of_one(score$work, answers$team, 1, 5))),
  icc = c(each(function(scale) icc_block(score[[scale]], answers$team)),
          list(hope_complete_rows = icc_block(rowMeans(keyed$hope), answers$team),
               work2 = icc_block(answers$work2, answers$team))),
  # Wrong on purpose: numbers of schools taken as amounts leave one degree of freedom.
  icc_trap_group_as_number = list(ICC1 = multilevel::ICC1(aov(score$work ~ answers$school))),
  groups = each(function(scale) groups_block(score[[scale]], answers$team)),
  ellipse = ellipse_block(score$hope, score$work, answers$team),
  fpc = list(hope = of_larger("hope"), work = of_larger("work")),
  scoring = scoring_block(written[c("hope", "work")], answers[unlist(columns[c("hope", "work")])], 1, 5)
), "staff")
