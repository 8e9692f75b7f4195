#include <Eigen/Eigenvalues>
#include <fstream>
#include <iterator>
#include <set>

#include "backrisk/io/card.hpp"
#include "backrisk/risk/status.hpp"
#include "io_json.hpp"
#include "io_learned.hpp"

namespace backrisk::io {

namespace {

constexpr std::array all_verifications{verification::verified, verification::partial, verification::derived,
                                       verification::unverified, verification::assumption};
constexpr double longest_recency_days = 36500;

factor::transform read_transform(const reader& at, std::size_t width, double low) {
    at.only({"shape", "origin", "scale", "knots"});
    factor::transform phi;
    phi.kind = at["shape"].one_of(factor::all_shapes);
    phi.origin = at["origin"].finite();
    phi.scale = at["scale"].positive();
    const auto knots = at["knots"].items(factor::max_width);
    for (std::size_t j = 0; j < factor::max_width; ++j) phi.knots[j] = knots[j].finite();
    phi.width = width;
    const bool steps = phi.kind == factor::shape::steps;
    at.require(width >= 1 && width <= (steps ? factor::max_width : 1), "of a shape with as many columns");
    if (phi.kind == factor::shape::log || phi.kind == factor::shape::log2)
        at.require(phi.origin > 0 && low > 0, "of positive origin and range where the shape is a logarithm");
    for (std::size_t j = 1; steps && j < width; ++j)
        knots[j].require(phi.knots[j] > phi.knots[j - 1], "above the knot before");
    if (phi.kind == factor::shape::recency)
        at.require(phi.scale < phi.origin && phi.scale <= phi.knots[0] && phi.knots[0] < phi.origin &&
                       phi.origin <= longest_recency_days,
                   "a decay with scale <= first knot < origin <= 36500 days");
    return phi;
}

factor::marginal read_population(const reader& at, const std::vector<factor::factor>& earlier) {
    at.only({"law", "parameters", "parent", "without_parent", "loading", "verification"});
    factor::marginal m;
    m.kind = at["law"].one_of(factor::all_laws);
    const auto parameters = at["parameters"].items(2);
    const bool share = m.kind == factor::law::bernoulli, skewed = m.kind == factor::law::lognormal;
    m.first = share ? parameters[0].number(0, 1) : skewed ? parameters[0].positive() : parameters[0].finite();
    const bool spread = m.kind == factor::law::normal || skewed;
    m.second = spread ? parameters[1].positive() : parameters[1].finite();
    if (m.kind == factor::law::uniform) parameters[1].require(m.second > m.first, "above the first");
    m.parent = at["parent"].text();
    const auto is_parent = [&](const factor::factor& f) { return f.name == m.parent; };
    at["parent"].require(m.parent.empty() || std::ranges::any_of(earlier, is_parent), "an earlier factor");
    m.without_parent = at["without_parent"].number();
    at["without_parent"].require(!std::isnan(m.without_parent), "a number, \"inf\" or \"-inf\"");
    m.loading = at["loading"].number(-1, 1);
    m.status = at["verification"].one_of(all_verifications);
    return m;
}

factor::term read_term(const reader& at) {
    at.only({"name", "evidence", "centred_on_zero", "because", "prior_scale"});
    factor::term t;
    t.name = at["name"].name();
    for (const reader& one : at["evidence"].items()) {
        one.only(
            {"row", "units", "baseline_risk", "indirect", "standard_error", "log_hazard_ratio", "because"});
        factor::evidence_use use{one["row"].name(),
                                 one["units"].finite(),
                                 one["baseline_risk"].number(0, 1),
                                 one["indirect"].flag(),
                                 {},
                                 {},
                                 one["because"].text()};
        const double error = one["standard_error"].number();
        if (!std::isnan(error)) use.standard_error = one["standard_error"].positive();
        const double read_as = one["log_hazard_ratio"].number();
        if (!std::isnan(read_as)) use.log_hazard_ratio = one["log_hazard_ratio"].finite();
        t.evidence.push_back(std::move(use));
    }
    t.centred_on_zero = at["centred_on_zero"].flag();
    t.because = at["because"].text();
    t.prior_scale = at["prior_scale"].positive();
    return t;
}

factor::schema read_factors(const reader& at) {
    std::vector<factor::factor> all;
    for (const reader& one : at.items()) {
        one.only({"name", "label", "unit", "cause", "transform", "range", "group", "population",
                  "persistence_days", "columns"});
        factor::factor f;
        f.name = one["name"].name();
        f.label = one["label"].text();
        f.unit = one["unit"].text();
        f.of = one["cause"].one_of(factor::all_causes);
        const auto range = one["range"].items(2);
        f.low = range[0].finite();
        f.high = range[1].finite();
        for (const reader& column : one["columns"].items()) f.terms.push_back(read_term(column));
        f.phi = read_transform(one["transform"], f.terms.size(), f.low);
        f.group = one["group"].text();
        f.population = read_population(one["population"], all);
        f.persistence_days = one["persistence_days"].number(1, std::numeric_limits<double>::infinity());
        all.push_back(std::move(f));
    }
    at.require(!all.empty(), "a list that is not empty");
    try {
        return factor::schema(std::move(all));
    } catch (const invalid_argument& error) {
        throw data_error(std::string("model card, key factors: ") + error.what());
    }
}

// Symmetric and positive semidefinite, but for rounding: the smallest eigenvalue is above -1e-9 of the
// largest.
Eigen::MatrixXd read_covariance(const reader& at, Eigen::Index size) {
    Eigen::MatrixXd matrix(size, size);
    const auto rows = at.items(static_cast<std::size_t>(size));
    for (Eigen::Index i = 0; i < size; ++i) {
        const auto row = rows[static_cast<std::size_t>(i)].items(static_cast<std::size_t>(size));
        for (Eigen::Index j = 0; j < size; ++j) matrix(i, j) = row[static_cast<std::size_t>(j)].finite();
    }
    at.require(matrix == matrix.transpose(), "symmetric");
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix, Eigen::EigenvaluesOnly);
    const auto& values = solver.eigenvalues();
    at.require(solver.info() == Eigen::Success && values.minCoeff() >= -1e-9 * values.cwiseAbs().maxCoeff(),
               "positive semidefinite");
    return matrix;
}

void read_coefficients(const reader& at, risk::model& out) {
    const auto size = static_cast<Eigen::Index>(out.factors.columns());
    const auto rows = at.items(out.factors.columns());
    out.mean.resize(size);
    out.centre.resize(size);
    std::size_t j = 0;
    for (const factor::factor& f : out.factors.factors())
        for (const factor::term& t : f.terms) {
            const reader& row = rows[j];
            row.only({"column", "log_hazard_ratio", "centre"});
            row["column"].require(row["column"].text() == t.name,
                                  "'" + t.name + "', in the order of factors");
            out.mean[static_cast<Eigen::Index>(j)] = row["log_hazard_ratio"].number(-100, 100);
            out.centre[static_cast<Eigen::Index>(j)] = row["centre"].finite();
            ++j;
        }
}

std::vector<risk::trigger> read_triggers(const reader& at) {
    std::vector<risk::trigger> all;
    for (const reader& one : at.items()) {
        one.only({"name", "evidence", "log_odds_ratio", "reference_age", "slope_per_year", "ages", "hours"});
        risk::trigger t;
        t.name = one["name"].name();
        for (const reader& row : one["evidence"].items()) t.evidence.push_back(row.name());
        t.log_odds_ratio = one["log_odds_ratio"].number(-100, 100);
        t.reference_age = one["reference_age"].number(0, 120);
        t.slope_per_year = one["slope_per_year"].number(-1, 1);
        const auto ages = one["ages"].items(2);
        t.youngest = ages[0].number(0, 120);
        t.oldest = ages[1].number(t.youngest, 120);
        t.hours = one["hours"].number(0, 24);
        all.push_back(std::move(t));
    }
    return all;
}

std::vector<evidence::column_prior> read_composition(const reader& at) {
    std::vector<evidence::column_prior> all;
    for (const reader& one : at.items()) {
        one.only({"column", "pooled", "pooled_error", "shrinkage", "overlap_share", "mean", "sd", "tau",
                  "i_squared", "studies"});
        all.push_back({one["column"].name(), one["pooled"].finite(), one["pooled_error"].finite(),
                       one["shrinkage"].number(0, 1), one["overlap_share"].finite(), one["mean"].finite(),
                       one["sd"].finite(), one["tau"].number(0, 100), one["i_squared"].number(0, 1),
                       static_cast<std::size_t>(one["studies"].integer(0, 1'000'000))});
    }
    return all;
}

std::vector<evidence::ledger_entry> read_ledger(const reader& at) {
    std::vector<evidence::ledger_entry> all;
    for (const reader& one : at.items()) {
        one.only({"row", "column", "action", "reason", "log_hazard_ratio", "standard_error", "adjusted_error",
                  "weight"});
        all.push_back({one["row"].name(), one["column"].text(), one["action"].one_of(evidence::all_actions),
                       one["reason"].text(), one["log_hazard_ratio"].number(), one["standard_error"].number(),
                       one["adjusted_error"].number(), one["weight"].number()});
    }
    return all;
}

risk::own_incidence read_own_level(const reader& at) {
    at.only({"yearly_risk", "episodes", "person_years"});
    risk::own_incidence own;
    const bool counted = at["yearly_risk"].is_null();
    if (counted) {
        own.episodes = at["episodes"].number(0, 1e9);
        own.person_years = at["person_years"].positive();
    } else {
        own.yearly_risk = at["yearly_risk"].number(0, 1);
    }
    at["episodes"].require(counted || at["episodes"].is_null(), "null beside a yearly risk");
    at["person_years"].require(counted || at["person_years"].is_null(), "null beside a yearly risk");
    return own;
}

risk::estimate read_estimate(const reader& at) {
    const auto numbers = at.items(3);
    return {numbers[0].number(), numbers[1].number(), numbers[2].number()};
}

std::vector<risk::attached_result> read_results(const reader& at) {
    constexpr std::int64_t many = 1'000'000'000'000;
    std::vector<risk::attached_result> all;
    for (const reader& one : at.items()) {
        one.only({"kind", "rows", "events", "method", "design", "name", "outcome", "people", "concordance",
                  "slope", "observed_expected", "without_result"});
        risk::attached_result r;
        r.kind = one["kind"].one_of(risk::all_result_kinds);
        r.rows = one["rows"].integer(0, many);
        r.events = one["events"].integer(0, r.rows);
        r.method = one["method"].text();
        r.design = one["design"].one_of(risk::all_validation_designs);
        r.name = one["name"].text();
        r.outcome = one["outcome"].text();
        r.people = one["people"].integer(-1, many);
        r.concordance = read_estimate(one["concordance"]);
        r.slope = read_estimate(one["slope"]);
        r.observed_expected = read_estimate(one["observed_expected"]);
        r.hopeless = one["without_result"].text();
        all.push_back(std::move(r));
    }
    return all;
}

risk::model read(const reader& card) {
    const auto version = card["schema_version"].integer(0, 1'000'000);
    card["schema_version"].require(
        version == risk::card_schema_version,
        std::to_string(risk::card_schema_version) + ", the version this library reads");
    card.only({"schema_version", "intended_use", "status", "estimand", "equation", "baseline", "coefficients",
               "factors", "triggers", "coefficient_covariance", "population_covariance", "composition",
               "ledger", "results"},
              "learned");
    card["intended_use"].require(card["intended_use"].text() == risk::intended_use,
                                 "'" + std::string(risk::intended_use) + "'");
    card["equation"].require(card["equation"].text() == equation, "'" + std::string(equation) + "'");
    risk::model out;
    const reader estimand = card["estimand"], baseline = card["baseline"];
    estimand.only({"outcome", "setting", "washout_days"});
    out.outcome = estimand["outcome"].one_of(all_outcomes);
    out.setting = estimand["setting"].one_of(all_settings);
    out.washout_days = static_cast<int>(estimand["washout_days"].integer(0, 3650));
    baseline.only({"source", "log_daily_hazard", "between_setting_sd", "own"});
    out.baseline = baseline["source"].text();
    out.log_daily_hazard = baseline["log_daily_hazard"].number(-100, 100);
    out.setting_sd = baseline["between_setting_sd"].number(0, 100);
    if (!baseline["own"].is_null()) out.own_level = read_own_level(baseline["own"]);
    out.factors = read_factors(card["factors"]);
    read_coefficients(card["coefficients"], out);
    out.covariance = read_covariance(card["coefficient_covariance"], out.mean.size());
    out.population_covariance = read_covariance(card["population_covariance"], out.mean.size());
    out.triggers = read_triggers(card["triggers"]);
    out.columns = read_composition(card["composition"]);
    card["composition"].require(out.columns.empty() || out.columns.size() == out.factors.columns(),
                                "empty or one entry a column");
    out.ledger = read_ledger(card["ledger"]);
    if (card.has("learned")) out.from_cohort = read_learned(card["learned"], out.mean.size());
    out.results = read_results(card["results"]);
    const std::string status = risk::status_of(out);
    card["status"].require(card["status"].text() == status,
                           "what follows from its results: '" + status + "'");
    return out;
}

}  // namespace

namespace {

constexpr std::size_t longest_card = 64u << 20, longest_text = 10'000;
constexpr int deepest = 16;

// Refuses what a card never holds: a key twice in one object, long texts, deep nesting.
class strict_parse {
  public:
    bool operator()(int depth, json::parse_event_t event, json& value) {
        using kind = json::parse_event_t;
        if (depth > deepest) throw data_error("model card: is nested more than 16 levels deep");
        if (event == kind::object_start) keys_.emplace_back();
        if (event == kind::object_end) keys_.pop_back();
        if (event == kind::key || (event == kind::value && value.is_string())) {
            const auto& text = value.get_ref<const std::string&>();
            if (text.size() > longest_text)
                throw data_error("model card: a text has " + std::to_string(text.size()) +
                                 " bytes, but must have at most 10000");
            if (event == kind::key && !keys_.back().insert(text).second)
                throw data_error("model card, key " + text + ": stands twice in one object");
        }
        return true;
    }

  private:
    std::vector<std::set<std::string>> keys_;
};

}  // namespace

risk::model model_from_json(std::string_view text) try {
    if (text.size() > longest_card) throw data_error("model card: has more than 64 MB");
    strict_parse checker;
    const json document = json::parse(text, [&](int depth, json::parse_event_t event, json& value) {
        return checker(depth, event, value);
    });
    return read({document, ""});
} catch (const json::exception& error) {
    throw data_error(std::string("model card: is no JSON document (") + said(error) + ")");
}

risk::model load_model(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw data_error(path + ": cannot be read");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    try {
        return model_from_json(text);
    } catch (const data_error& error) {
        throw data_error(path + ": " + error.what());
    }
}

}  // namespace backrisk::io
