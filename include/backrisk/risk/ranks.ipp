#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <unordered_map>

#include "backrisk/core/parallel.hpp"
#include "backrisk/factor/draw.hpp"
#include "backrisk/risk/ranks.hpp"

namespace backrisk::risk {

namespace ranking_of {

/// The people: completed columns, what is added to each log hazard, and whose unknowns are alike.
struct people {
    Eigen::MatrixXd z;  ///< columns x people
    Eigen::VectorXd log_horizon;
    std::vector<std::size_t> pattern;
    std::vector<Eigen::MatrixXd> spread;  ///< V of each pattern
};

[[nodiscard]] inline people read(scorer& with, std::span<const double> rows) {
    const model& m = with.of();
    const std::size_t width = m.factors.size(), count = rows.size() / width;
    people out;
    out.z.resize(m.mean.size(), static_cast<Eigen::Index>(count));
    out.log_horizon.resize(static_cast<Eigen::Index>(count));
    std::unordered_map<factor::known_mask, std::size_t> seen;
    std::vector<double> phi(m.factors.columns()), row(width);
    for (std::size_t i = 0; i < count; ++i) {
        m.factors.fill(rows.subspan(i * width, width), row);
        const factor::known_mask known = m.factors.expand(row, phi).known;
        const pattern& at = with.known(known);
        const auto [place, fresh] = seen.emplace(known, out.spread.size());
        if (fresh) out.spread.push_back(at.spread);
        out.pattern.push_back(place->second);
        const auto person = static_cast<Eigen::Index>(i);
        const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), m.mean.size());
        out.z.col(person) = at.completion * (columns - m.centre);
        const std::size_t recency = with.recency_factor();
        out.log_horizon[person] =
            with.log_horizon(recency < width ? row[recency] : missing_value, with.horizon_days());
    }
    return out;
}

/// A with A A' = S, for any positive semidefinite S.
[[nodiscard]] inline Eigen::MatrixXd root(const Eigen::MatrixXd& s) {
    const Eigen::LDLT<Eigen::MatrixXd> factored(s);
    Eigen::MatrixXd lower = factored.matrixL();
    lower *= factored.vectorD().cwiseMax(0).cwiseSqrt().asDiagonal();
    return factored.transpositionsP().transpose() * lower;
}

/// Ranks of one draw; its random numbers depend on the draw's number alone.
class drawer {
  public:
    drawer(const scorer& with, const people& all, const Eigen::MatrixXd& root, std::uint64_t seed)
        : with_(with), all_(all), root_(root), seed_(seed), order_(all.pattern.size()) {}

    void draw(std::uint64_t number, std::uint32_t* rank) {
        factor::normal_stream normal(seed_ + 0x9e3779b97f4a7c15ULL * (number + 1));
        Eigen::VectorXd g(root_.cols());
        for (double& one : g) one = normal();
        const Eigen::VectorXd beta = with_.acting_mean() + root_ * g;
        std::vector<double> sd;
        for (const Eigen::MatrixXd& v : all_.spread)
            sd.push_back(std::sqrt(std::max(0.0, beta.dot(v * beta))));
        Eigen::VectorXd eta = all_.z.transpose() * beta + all_.log_horizon;
        for (std::size_t i = 0; i < order_.size(); ++i)
            eta[static_cast<Eigen::Index>(i)] += sd[all_.pattern[i]] * normal();
        std::iota(order_.begin(), order_.end(), 0U);
        std::ranges::stable_sort(order_, std::greater{}, [&](std::uint32_t i) { return eta[i]; });
        for (std::size_t place = 0; place < order_.size(); ++place)
            rank[order_[place]] = static_cast<std::uint32_t>(place + 1);
    }

  private:
    const scorer& with_;
    const people& all_;
    const Eigen::MatrixXd& root_;
    std::uint64_t seed_;
    std::vector<std::uint32_t> order_;
};

inline void check(std::size_t people, const rank_options& o) {
    constexpr std::string_view here = "risk::ranks";
    check_argument(people >= 1 && people <= most_ranked, here, "rows", people,
                   "1 to " + std::to_string(most_ranked) + " people");
    check_argument(o.level > 0 && o.level < 1, here, "level", o.level, "inside (0, 1)");
    check_argument(o.top_share > 0 && o.top_share <= 1, here, "top_share", o.top_share, "inside (0, 1]");
    check_argument(o.draws >= 100 && o.draws <= 1'000'000, here, "draws", o.draws, "100 to 1000000");
    check_horizon(here, o.horizon.count());
}

}  // namespace ranking_of

BACKRISK_INLINE ranking ranks(const model& of, std::span<const double> rows, const rank_options& options) {
    const std::size_t width = of.factors.size();
    check_argument(width > 0 && rows.size() % width == 0, "risk::ranks", "rows", rows.size(),
                   "a multiple of " + std::to_string(width) + " values");
    const std::size_t people = rows.size() / width, draws = static_cast<std::size_t>(options.draws);
    ranking_of::check(people, options);
    scorer with(of, static_cast<int>(options.horizon.count()));
    const ranking_of::people all = ranking_of::read(with, rows);
    const Eigen::MatrixXd root = ranking_of::root(with.acting_covariance());
    std::vector<std::uint32_t> drawn(draws * people);
    for_each_block(
        draws, std::size_t{64}, options.threads,
        [&] { return std::make_unique<ranking_of::drawer>(with, all, root, options.seed); },
        [&](const auto& worker, std::size_t first, std::size_t last) {
            for (std::size_t d = first; d < last; ++d) worker->draw(d, drawn.data() + d * people);
        });

    ranking out;
    out.top_people = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::lround(options.top_share * static_cast<double>(people))));
    std::vector<std::uint32_t> own(draws);
    const auto quantile = [&](double share) {
        const auto at = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(draws - 1)));
        std::ranges::nth_element(own, own.begin() + at);
        return static_cast<double>(own[static_cast<std::size_t>(at)]);
    };
    for (std::size_t i = 0; i < people; ++i) {
        for (std::size_t d = 0; d < draws; ++d) own[d] = drawn[d * people + i];
        const double sum = std::accumulate(own.begin(), own.end(), 0.0);
        const auto top = std::ranges::count_if(own, [&](std::uint32_t r) { return r <= out.top_people; });
        out.rank.push_back(sum / static_cast<double>(draws));
        out.top.push_back(static_cast<double>(top) / static_cast<double>(draws));
        out.low.push_back(quantile((1 - options.level) / 2));
        out.high.push_back(quantile((1 + options.level) / 2));
    }
    return out;
}

}  // namespace backrisk::risk
