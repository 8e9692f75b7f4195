#include <filesystem>
#include <fstream>
#include <random>
#include <system_error>

#include "backrisk/io/card.hpp"
#include "backrisk/risk/status.hpp"
#include "io_json.hpp"
#include "io_learned.hpp"

namespace backrisk::io {

namespace {

json of(const factor::transform& phi) {
    json knots = json::array();
    for (const double knot : phi.knots) knots.push_back(to_number(knot));
    return {{"shape", to_string(phi.kind)},
            {"origin", to_number(phi.origin)},
            {"scale", to_number(phi.scale)},
            {"knots", std::move(knots)}};
}

json of(const factor::marginal& m) {
    return {{"law", to_string(m.kind)},
            {"parameters", {to_number(m.first), to_number(m.second)}},
            {"parent", m.parent},
            {"without_parent", to_number(m.without_parent)},
            {"loading", to_number(m.loading)},
            {"verification", to_string(m.status)}};
}

json of(const factor::term& t) {
    json evidence = json::array();
    for (const factor::evidence_use& use : t.evidence)
        evidence.push_back({{"row", use.id},
                            {"units", to_number(use.units)},
                            {"baseline_risk", to_number(use.p0)},
                            {"indirect", use.indirect},
                            {"standard_error", to_number(use.standard_error.value_or(missing_value))},
                            {"log_hazard_ratio", to_number(use.log_hazard_ratio.value_or(missing_value))},
                            {"because", use.because}});
    return {{"name", t.name},
            {"evidence", std::move(evidence)},
            {"centred_on_zero", t.centred_on_zero},
            {"because", t.because},
            {"prior_scale", to_number(t.prior_scale)}};
}

json of(const factor::factor& f) {
    json columns = json::array();
    for (const factor::term& t : f.terms) columns.push_back(of(t));
    return {{"name", f.name},
            {"label", f.label},
            {"unit", f.unit},
            {"cause", to_string(f.of)},
            {"transform", of(f.phi)},
            {"range", {to_number(f.low), to_number(f.high)}},
            {"group", f.group},
            {"population", of(f.population)},
            {"persistence_days", to_number(f.persistence_days)},
            {"columns", std::move(columns)}};
}

json of(const risk::trigger& t) {
    return {{"name", t.name},
            {"evidence", t.evidence},
            {"log_odds_ratio", to_number(t.log_odds_ratio)},
            {"reference_age", to_number(t.reference_age)},
            {"slope_per_year", to_number(t.slope_per_year)},
            {"ages", {to_number(t.youngest), to_number(t.oldest)}},
            {"hours", to_number(t.hours)}};
}

json of(const evidence::column_prior& c) {
    return {{"column", c.term},
            {"pooled", to_number(c.pooled)},
            {"pooled_error", to_number(c.pooled_error)},
            {"shrinkage", to_number(c.shrinkage)},
            {"overlap_share", to_number(c.overlap_share)},
            {"mean", to_number(c.mean)},
            {"sd", to_number(c.sd)},
            {"tau", to_number(c.tau)},
            {"i_squared", to_number(c.i_squared)},
            {"studies", c.studies}};
}

json of(const evidence::ledger_entry& e) {
    return {{"row", e.effect},
            {"column", e.term},
            {"action", to_string(e.what)},
            {"reason", e.reason},
            {"log_hazard_ratio", to_number(e.log_hazard_ratio)},
            {"standard_error", to_number(e.standard_error)},
            {"adjusted_error", to_number(e.adjusted_error)},
            {"weight", to_number(e.weight)}};
}

json of(const risk::estimate& e) { return {to_number(e.value), to_number(e.low), to_number(e.high)}; }

json of(const risk::attached_result& r) {
    return {{"kind", to_string(r.kind)},
            {"rows", r.rows},
            {"events", r.events},
            {"method", r.method},
            {"design", to_string(r.design)},
            {"name", r.name},
            {"outcome", r.outcome},
            {"people", r.people},
            {"concordance", of(r.concordance)},
            {"slope", of(r.slope)},
            {"observed_expected", of(r.observed_expected)},
            {"without_result", r.hopeless}};
}

json coefficients(const risk::model& model) {
    json all = json::array();
    Eigen::Index j = 0;
    for (const factor::factor& f : model.factors.factors())
        for (const factor::term& t : f.terms) {
            all.push_back({{"column", t.name},
                           {"log_hazard_ratio", to_number(model.mean[j])},
                           {"centre", to_number(model.centre[j])}});
            ++j;
        }
    return all;
}

json rows(const Eigen::MatrixXd& matrix) {
    json all = json::array();
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        json row = json::array();
        for (Eigen::Index j = 0; j < matrix.cols(); ++j) row.push_back(to_number(matrix(i, j)));
        all.push_back(std::move(row));
    }
    return all;
}

template <class Parts>
json list(const Parts& parts) {
    json all = json::array();
    for (const auto& one : parts) all.push_back(of(one));
    return all;
}

// null: the level is that of the setting.
json own(const risk::model& model) {
    if (!model.own_level) return nullptr;
    return {{"yearly_risk", to_number(model.own_level->yearly_risk)},
            {"episodes", to_number(model.own_level->episodes)},
            {"person_years", to_number(model.own_level->person_years)}};
}

json document(const risk::model& model) {
    return {{"schema_version", risk::card_schema_version},
            {"intended_use", risk::intended_use},
            {"status", risk::status_of(model)},
            {"estimand",
             {{"outcome", to_string(model.outcome)},
              {"setting", to_string(model.setting)},
              {"washout_days", model.washout_days}}},
            {"equation", equation},
            {"baseline",
             {{"source", model.baseline},
              {"log_daily_hazard", to_number(model.log_daily_hazard)},
              {"between_setting_sd", to_number(model.setting_sd)},
              {"own", own(model)}}},
            {"coefficients", coefficients(model)},
            {"factors", list(model.factors.factors())},
            {"triggers", list(model.triggers)},
            {"coefficient_covariance", rows(model.covariance)},
            {"population_covariance", rows(model.population_covariance)},
            {"composition", list(model.columns)},
            {"ledger", list(model.ledger)},
            {"results", list(model.results)}};
}

}  // namespace

// One line an entry: a card can be read, and two cards compared line by line.
std::string to_json(const risk::model& model) try {
    json card = document(model);
    if (model.from_cohort) card["learned"] = of(*model.from_cohort);
    std::string text = "{";
    for (const auto& [key, value] : card.items()) {
        text += (text.size() == 1 ? "\n  \"" : ",\n  \"") + key + "\": ";
        if (!value.is_array()) {
            text += value.dump();
            continue;
        }
        std::string_view separator = "[\n    ";
        for (const json& entry : value) {
            text.append(separator).append(entry.dump());
            separator = ",\n    ";
        }
        text += value.empty() ? "[]" : "\n  ]";
    }
    return text += "\n}\n";
} catch (const json::exception& error) {
    throw data_error(std::string("model card: a text of the model is not UTF-8 (") + said(error) + ")");
}

std::string card_id(const risk::model& model) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char one : to_json(model)) hash = (hash ^ static_cast<unsigned char>(one)) * 1099511628211ULL;
    std::string id;
    for (int shift = 44; shift >= 0; shift -= 4) id += digits[hash >> shift & 15];
    return id + ".v" + std::to_string(risk::card_schema_version);
}

// Whole or not at all: written beside the target, then renamed over it.
void save_model(const risk::model& model, const std::string& path) {
    const std::string text = to_json(model);
    if (path.find('\0') != std::string::npos) throw data_error("save_model: the path holds a NUL character");
    const std::string part = path + ".part-" + std::to_string(std::random_device{}());
    std::error_code failed;
    {
        std::ofstream file(part, std::ios::binary);
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
        file.close();
        if (file) std::filesystem::rename(part, path, failed);
        if (file && !failed) return;
    }
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw data_error(path + ": cannot be written" + (failed ? " (" + failed.message() + ")" : ""));
}

}  // namespace backrisk::io
