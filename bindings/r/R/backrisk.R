br_model <- function(outcome = "any_episode", setting = "athletes", yearly_risk = NA_real_, path = NULL) {
  if (!is.null(path)) path <- normalizePath(path, mustWork = TRUE)
  pointer <- .Call(r_model, as.character(outcome), as.character(setting), as.numeric(yearly_risk), path)
  structure(list(pointer = pointer, status = .Call(r_status, pointer)), class = "br_model")
}

print.br_model <- function(x, ...) {
  cat("backrisk model:", x$status, "\n")
  invisible(x)
}

.pointer <- function(model) {
  if (!inherits(model, "br_model")) stop("model: must be made by br_model()", call. = FALSE)
  model$pointer
}

br_factors <- function(model) {
  found <- .Call(r_factors, .pointer(model))
  names(found) <- c("factor", "label", "unit", "low", "high")
  as.data.frame(found, stringsAsFactors = FALSE)
}

.numbers <- function(column, name) {
  if (is.logical(column)) column <- as.numeric(column)
  if (!is.numeric(column)) stop(name, ": must be a column of numbers", call. = FALSE)
  as.double(column)
}

br_score <- function(model, data, horizon_days = 28L, level = 0.95) {
  if (!is.data.frame(data)) stop("data: must be a data frame, a column a factor", call. = FALSE)
  known <- intersect(names(data), br_factors(model)$factor)
  if (length(known) == 0) stop("data: no column is a factor of the model; see br_factors()", call. = FALSE)
  columns <- lapply(known, function(name) .numbers(data[[name]], name))
  found <- .Call(r_score, .pointer(model), known, columns, as.double(nrow(data)), as.integer(horizon_days),
                 as.double(level))
  names(found) <- c("risk", "low", "high", "hazard_ratio", "relative", "relative_low", "relative_high",
                    "above_typical", "coverage", "reason")
  cbind(data[setdiff(names(data), known)], as.data.frame(found, stringsAsFactors = FALSE))
}

.gate_arguments <- function(conditions, symptoms, denied, onset_days, age_years, sex) {
  unknown <- setdiff(names(onset_days), conditions)
  if (length(unknown)) stop("onset_days: ", unknown[1], " is not among conditions", call. = FALSE)
  days <- rep(NA_integer_, length(conditions))
  at <- match(names(onset_days), conditions)
  days[at] <- as.integer(onset_days)
  female <- switch(if (is.na(sex)) "unknown" else sex, female = 1, male = 0, unknown = NA_real_,
                   stop("sex: must be female, male or NA", call. = FALSE))
  list(as.character(conditions), days, as.character(symptoms), as.character(denied), as.double(age_years),
       female)
}

.triage <- function(found) {
  flags <- as.data.frame(found[4:8], stringsAsFactors = FALSE,
                         col.names = c("finding", "concern", "level", "source", "doi"))
  structure(list(level = found[[1]], eligible = found[[2]], reason = found[[3]], flags = flags),
            class = "br_triage")
}

br_gate <- function(conditions = character(), symptoms = character(), denied = character(),
                    onset_days = integer(), age_years = NA, sex = NA) {
  told <- .gate_arguments(conditions, symptoms, denied, onset_days, age_years, sex)
  .triage(.Call(r_gate, told[[1]], told[[2]], told[[3]], told[[4]], told[[5]], told[[6]]))
}

print.br_triage <- function(x, ...) {
  cat(x$level, if (!x$eligible) paste0("(no score: ", x$reason, ")"), "\n")
  if (nrow(x$flags)) print(x$flags[c("finding", "concern", "level")], row.names = FALSE)
  invisible(x)
}

br_assess <- function(model, values, horizon_days = 28L, level = 0.95, conditions = character(),
                      symptoms = character(), denied = character(), onset_days = integer(), age_years = NA,
                      sex = NA) {
  values <- unlist(values)
  if (is.null(names(values))) stop("values: must have the names of factors", call. = FALSE)
  told <- .gate_arguments(conditions, symptoms, denied, onset_days, age_years, sex)
  found <- .Call(r_assess, .pointer(model), names(values), .numbers(values, "values"), told,
                 as.integer(horizon_days), as.double(level))
  numbers <- as.list(found[[1]])
  names(numbers) <- c("risk", "low", "high", "relative", "relative_low", "relative_high", "typical",
                      "above_typical", "coverage")
  parts <- data.frame(factor = found[[5]], label = found[[6]], value = found[[7]], log_hazard = found[[8]],
                      stringsAsFactors = FALSE)
  structure(c(numbers, list(horizon_days = horizon_days, reason = found[[2]], status = found[[3]],
                            triage = .triage(found[[4]]),
                            contributions = parts[order(-abs(parts$log_hazard)), ], ask_next = found[[9]])),
            class = "br_assessment")
}

print.br_assessment <- function(x, ...) {
  print(x$triage)
  if (is.nan(x$risk)) {
    cat("no score:", x$reason, "\n")
    return(invisible(x))
  }
  cat(sprintf("risk within %d days: %.3f (%.3f to %.3f), %s\n", as.integer(x$horizon_days), x$risk, x$low, x$high, x$status))
  shown <- x$contributions[!is.na(x$contributions$value), ]
  print(utils::head(shown[c("factor", "value", "log_hazard")], 5), row.names = FALSE)
  invisible(x)
}

acwr <- function(load, acute = 7L, chronic = 28L, method = c("coupled", "uncoupled", "ewma")) {
  .Call(r_acwr, .numbers(load, "load"), as.integer(acute), as.integer(chronic), match.arg(method))
}

niosh <- function(load, horizontal = 25, vertical = 75, distance = 25, asymmetry = 0, per_minute = 0.2,
                  hours = 1, coupling = "good") {
  grips <- match(coupling, c("good", "fair", "poor")) - 1
  if (anyNA(grips)) stop("coupling: must be good, fair or poor", call. = FALSE)
  columns <- lapply(list(load, horizontal, vertical, distance, asymmetry, per_minute, hours, grips), .numbers,
                    name = "niosh")
  rows <- max(lengths(columns))
  if (!all(lengths(columns) %in% c(1L, rows))) stop("niosh: columns have different lengths", call. = FALSE)
  found <- .Call(r_niosh, columns, as.double(rows))
  names(found) <- c("rwl", "li", "reason")
  as.data.frame(found, stringsAsFactors = FALSE)
}
