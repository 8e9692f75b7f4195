# Oracles: identities, the reference task of the NIOSH manual, and numbers that Python computed (python.csv, where present).
library(backrisk)

model <- br_model()
people <- data.frame(id = c("a", "b", "c"), previous_episode = c(1, 0, 1), recency_days = c(40, NA, NA),
                     age_years = c(30, 30, 17))
scores <- br_score(model, people)
stopifnot(identical(names(scores)[1], "id"), scores$risk[1] > scores$risk[2], is.na(scores$risk[3]),
          nzchar(scores$reason[3]), scores$reason[1] == "")

one <- br_assess(model, c(previous_episode = 1, recency_days = 40, age_years = 30))
stopifnot(identical(one$risk, scores$risk[1]), one$low < one$risk, one$risk < one$high,
          nrow(one$contributions) == nrow(br_factors(model)), length(one$ask_next) > 0)

gate <- br_gate("saddle numbness", onset_days = c("saddle numbness" = 2L))
stopifnot(gate$level == "emergency", !gate$eligible, gate$flags$concern[1] == "cauda_equina_syndrome")
stopped <- br_assess(model, c(previous_episode = 1), conditions = "saddle numbness",
                     onset_days = c("saddle numbness" = 2L))
stopifnot(is.nan(stopped$risk), nzchar(stopped$reason))

wrong <- function(expression, words) {
  said <- tryCatch({ force(expression); "nothing" }, error = conditionMessage)
  if (!grepl(words, said, fixed = TRUE)) stop("said: ", said)
}
wrong(br_score(model, data.frame(smokr = 1)), "no column is a factor")
wrong(br_assess(model, c(smokr = 1)), "smoker")
wrong(br_model("headache"), "headache")
wrong(br_gate("sadle numbness"), "saddle_numbness")
wrong(acwr(1:40, acute = 28, chronic = 7), "chronic")
wrong(br_score(unserialize(serialize(model, NULL)), people), "model")

ratio <- acwr(rep(300, 60))
stopifnot(all(abs(ratio[28:60] - 1) < 1e-12))
lifts <- niosh(c(23, 46, -1))
stopifnot(abs(lifts$rwl[1] - 23) < 1e-12, abs(lifts$li[2] - 2) < 1e-12, is.na(lifts$rwl[3]), nzchar(lifts$reason[3]))

# Rows that Python scored, written with every digit: equal to the last bit.
path <- Sys.getenv("BACKRISK_PYTHON_ROWS")
if (nzchar(path)) {
  theirs <- utils::read.csv(path)
  ours <- br_score(model, theirs[setdiff(names(theirs), c("risk", "low", "high"))])
  for (name in c("risk", "low", "high")) stopifnot(identical(ours[[name]], theirs[[name]]))
  cat(nrow(theirs), "rows equal to Python's\n")
}
