// A daemon that follows people day after day: lines in, one line a scored day out.
//
//     person,date,minutes,rpe            a day; minutes and rpe empty: nobody knows; 0,0: a rest day
//     person,date,episode                an episode of low-back pain began
//     person,date,recovered              the last one of the person ended
//
// Bad lines are told on standard error with their number and change nothing.
#include <backrisk/cohort/stream.hpp>
#include <backrisk/core/day.hpp>
#include <backrisk/risk/model.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace backrisk;

namespace {

struct person {
    cohort::stream stream;
    history::episode open{};
};

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) out.push_back(cell);
    if (!line.empty() && line.back() == ',') out.emplace_back();
    return out;
}

double number(const std::string& cell) { return cell.empty() ? missing_value : std::stod(cell); }

void feed(person& who, const std::vector<std::string>& line) {
    const day_number day = to_number(parse_day(line.at(1)));
    if (line.at(2) == "episode") {
        who.open = {day, {}, history::severity::any, history::region::low_back};
        return who.stream.report(who.open);
    }
    if (line[2] == "recovered") {
        who.open.recovered = day;
        return who.stream.report(who.open);
    }
    const double minutes = number(line[2]), rpe = number(line.at(3));
    cohort::day_record record;
    record.load = minutes * rpe;
    record.longest = record.minutes = minutes;
    who.stream.advance(day, record);
    const cohort::scored_day found = who.stream.score();
    std::printf("%s,%s,%.6f,%.6f,%.6f,%s,%s\n", line[0].c_str(), line[1].c_str(), found.risk, found.low,
                found.high, std::string(to_string(found.triage)).c_str(),
                std::string(to_string(found.why)).c_str());
}

}  // namespace

int main() {
    const auto model = risk::literature_model();
    std::map<std::string, person> people;
    std::string line;
    int bad = 0;
    std::puts("person,date,risk,low,high,triage,reason");
    for (int n = 1; std::getline(std::cin, line); ++n) {
        if (line.empty()) continue;
        try {
            const auto parts = cells(line);
            auto at = people.find(parts.at(0));
            if (at == people.end()) {
                const std::span<const std::pair<std::string, double>> nothing;
                at = people.emplace(parts[0], person{cohort::stream(model, nothing)}).first;
            }
            feed(at->second, parts);
        } catch (const std::exception& e) {
            std::fprintf(stderr, "line %d: %s\n", n, e.what());
            ++bad;
        }
    }
    return bad == 0 ? 0 : 1;
}
