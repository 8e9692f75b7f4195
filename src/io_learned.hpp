#pragma once
// What a model learned from a cohort, in the card: the key "learned", which a literature model does not have.
#include "backrisk/risk/learned.hpp"
#include "io_json.hpp"

namespace backrisk::io {

[[nodiscard]] inline json numbers(const Eigen::VectorXd& values) {
    json all = json::array();
    for (const double one : values) all.push_back(to_number(one));
    return all;
}

[[nodiscard]] inline json of(const risk::learned& l) {
    json left_out = json::array();
    for (const risk::left_out& one : l.episodes_left_out)
        left_out.push_back({{"what", one.what}, {"count", one.count}});
    return {{"prior", l.prior},
            {"level", l.level},
            {"reason", l.reason},
            {"assumption", l.assumption},
            {"people", l.people},
            {"person_days", l.person_days},
            {"landmarks", l.landmarks},
            {"episodes", l.episodes},
            {"episodes_left_out", std::move(left_out)},
            {"effective_episodes", to_number(l.effective_episodes)},
            {"effective_parameters", to_number(l.effective_parameters)},
            {"mean_excess", to_number(l.mean_excess)},
            {"cluster_ratio", to_number(l.cluster_ratio)},
            {"log_likelihood", to_number(l.log_likelihood)},
            {"prior_log_likelihood", to_number(l.prior_log_likelihood)},
            {"iterations", l.iterations},
            {"converged", l.converged},
            {"again", l.again},
            {"every_days", l.every_days},
            {"lead_in_days", l.lead_in_days},
            {"prior_log_daily_hazard", to_number(l.prior_log_daily_hazard)},
            {"prior_setting_sd", to_number(l.prior_setting_sd)},
            {"prior_mean", numbers(l.prior_mean)},
            {"prior_sd", numbers(l.prior_sd)},
            {"known", numbers(l.known)},
            {"intercept_covariance", numbers(l.intercept_covariance)}};
}

[[nodiscard]] inline Eigen::VectorXd read_numbers(const reader& at, Eigen::Index size) {
    Eigen::VectorXd out(size);
    const auto all = at.items(static_cast<std::size_t>(size));
    for (Eigen::Index i = 0; i < size; ++i) {
        const reader& one = all[static_cast<std::size_t>(i)];
        out[i] = one.number();
        one.require(!std::isnan(out[i]), "a number, \"inf\" or \"-inf\"");
    }
    return out;
}

[[nodiscard]] inline risk::learned read_learned(const reader& at, Eigen::Index columns) {
    constexpr std::int64_t many = 1'000'000'000'000;
    at.only({"prior",
             "level",
             "reason",
             "assumption",
             "people",
             "person_days",
             "landmarks",
             "episodes",
             "episodes_left_out",
             "effective_episodes",
             "effective_parameters",
             "mean_excess",
             "cluster_ratio",
             "log_likelihood",
             "prior_log_likelihood",
             "iterations",
             "converged",
             "again",
             "every_days",
             "lead_in_days",
             "prior_log_daily_hazard",
             "prior_setting_sd",
             "prior_mean",
             "prior_sd",
             "known",
             "intercept_covariance"});
    risk::learned l;
    const auto one_of = [](const reader& key, std::initializer_list<std::string_view> names) {
        std::string rule = "one of", given = key.text();
        for (const std::string_view name : names) rule += " '" + std::string(name) + "'";
        key.require(std::find(names.begin(), names.end(), given) != names.end(), rule);
        return given;
    };
    l.prior = one_of(at["prior"], {"literature", "ridge", "flat"});
    l.level = one_of(at["level"], {"intercept", "slope", "all"});
    l.reason = at["reason"].text();
    l.assumption = at["assumption"].text();
    l.people = at["people"].integer(0, many);
    l.person_days = at["person_days"].integer(0, many);
    l.landmarks = at["landmarks"].integer(0, many);
    l.episodes = at["episodes"].integer(0, many);
    for (const reader& one : at["episodes_left_out"].items()) {
        one.only({"what", "count"});
        l.episodes_left_out.push_back({one["what"].name(), one["count"].integer(0, many)});
    }
    l.effective_episodes = at["effective_episodes"].number();
    l.effective_parameters = at["effective_parameters"].number();
    l.mean_excess = at["mean_excess"].finite();
    l.cluster_ratio = at["cluster_ratio"].number();
    l.log_likelihood = at["log_likelihood"].number();
    l.prior_log_likelihood = at["prior_log_likelihood"].number();
    l.iterations = static_cast<int>(at["iterations"].integer(0, 1'000'000));
    l.converged = at["converged"].flag();
    l.again = at["again"].flag();
    l.every_days = static_cast<int>(at["every_days"].integer(1, 1'000'000));
    l.lead_in_days = static_cast<int>(at["lead_in_days"].integer(0, 1'000'000));
    l.prior_log_daily_hazard = at["prior_log_daily_hazard"].finite();
    l.prior_setting_sd = at["prior_setting_sd"].number();
    l.prior_mean = read_numbers(at["prior_mean"], columns);
    l.prior_sd = read_numbers(at["prior_sd"], columns);
    l.known = read_numbers(at["known"], columns);
    l.intercept_covariance = read_numbers(at["intercept_covariance"], columns);
    at["intercept_covariance"].require(l.intercept_covariance.allFinite(), "a list of finite numbers");
    return l;
}

}  // namespace backrisk::io
