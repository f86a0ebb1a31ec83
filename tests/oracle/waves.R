# Forty made-up people asked three times, with gaps. Rscript tests/oracle/waves.R
source("tests/oracle/blocks.R")
set.seed(1908)
lasting <- rnorm(40, sd = 0.6)
answers <- as.data.frame(sapply(c(first = 3, second = 3.3, third = 3.1), function(mean)
  round(mean + lasting + rnorm(40, sd = 0.5), 2)))
answers$first[c(3, 11, 25)] <- NA
answers$second[c(5, 11, 30, 38)] <- NA
save_csv(answers, "waves")
save_json(list(change = list(first_to_second = change_block(answers$first, answers$second),
                             second_to_third = change_block(answers$second, answers$third),
                             first_to_third = change_block(answers$first, answers$third))), "waves")
