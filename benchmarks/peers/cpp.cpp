// One chance trajectory in C++: one update per compartment and step, first how many leave, then by which flow.
//
// sampler 0: the standard library's mt19937_64 and binomial_distribution.
// sampler 1: the methods that dust and monty use, written anew from the papers: xoshiro256+
//   (Blackman & Vigna 2021, ACM TOMS 47) and, for binomials, inversion below a mean of 10 (Kachitvichyanukul & Schmeiser
//   1988, Commun. ACM 31) and BTRS above (Hörmann 1993, J. Stat. Comput. Simul. 46).
#include <cmath>
#include <cstdint>
#include <random>

namespace {

struct Standard {
    std::mt19937_64 engine;

    explicit Standard(uint64_t seed) : engine(seed) {}

    int64_t binomial(int64_t n, double p) { return std::binomial_distribution<int64_t>(n, p)(engine); }
};

class Published {
    uint64_t s[4];

    static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

    double uniform() {
        const uint64_t sum = s[0] + s[3];
        const uint64_t shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = rotate(s[3], 45);
        return ((sum >> 11) + 0.5) * 0x1p-53;
    }

    static double power(double x, int64_t n) {  // quicker than std::pow
        double result = 1;
        for (; n > 0; n >>= 1, x *= x)
            if (n & 1) result *= x;
        return result;
    }

    int64_t inversion(int64_t n, double p) {
        const double odds = p / (1 - p), scale = odds * (n + 1);
        double chance = power(1 - p, n), u = uniform();
        int64_t k = 0;
        while (u > chance && k < n) {
            u -= chance;
            ++k;
            chance *= scale / k - odds;
        }
        return k;
    }

    static double stirling(double k) {  // log k! less its Stirling formula
        static const double first[] = {0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
                                       0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
                                       0.009255462182712733, 0.008330563433362871};
        if (k < 10) return first[static_cast<int>(k)];
        const double square = (k + 1) * (k + 1);
        return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
    }

    int64_t rejection(int64_t n, double p) {
        const double spread = std::sqrt(n * p * (1 - p)), odds = p / (1 - p);
        const double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5;
        const double accept = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * spread, mode = std::floor((n + 1) * p);
        for (;;) {
            const double u = uniform() - 0.5, us = 0.5 - std::fabs(u);
            double v = uniform();
            const double k = std::floor((2 * a / us + b) * u + centre);
            if (us >= 0.07 && v <= accept) return static_cast<int64_t>(k);
            if (k < 0 || k > n) continue;
            v = std::log(v * alpha / (a / (us * us) + b));
            const double bound = (mode + 0.5) * std::log((mode + 1) / (odds * (n - mode + 1))) +
                                 (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                                 (k + 0.5) * std::log(odds * (n - k + 1) / (k + 1)) + stirling(mode) + stirling(n - mode) -
                                 stirling(k) - stirling(n - k);
            if (v <= bound) return static_cast<int64_t>(k);
        }
    }

public:
    explicit Published(uint64_t seed) {
        for (auto &word : s) {  // SplitMix64, as its authors advise
            uint64_t z = (seed += 0x9E3779B97F4A7C15u);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
            word = z ^ (z >> 31);
        }
    }

    int64_t binomial(int64_t n, double p) {
        if (n == 0 || p <= 0) return 0;
        if (p >= 1) return n;
        const double small = p <= 0.5 ? p : 1 - p;
        const int64_t k = n * small < 10 ? inversion(n, small) : rejection(n, small);
        return p <= 0.5 ? k : n - k;
    }
};

// leave: (compartment,) chance to leave in a step · among: (flow,) chance of a flow if none before it was taken.
template <class Sampler>
void trajectory(int64_t cells, int64_t steps, const int64_t *first, const int64_t *to, const double *leave,
                const double *among, uint64_t seed, int64_t *stock, int64_t *moved) {
    Sampler random(seed);
    const int64_t flows = first[cells];
    for (int64_t t = 0; t < steps; ++t) {
        const int64_t *now = stock + t * cells;
        int64_t *next = stock + (t + 1) * cells, *gone = moved + t * flows;
        for (int64_t i = 0; i < cells; ++i) next[i] = now[i];
        for (int64_t i = 0; i < cells; ++i) {
            int64_t leaving = now[i] > 0 && first[i] < first[i + 1] ? random.binomial(now[i], leave[i]) : 0;
            next[i] -= leaving;
            for (int64_t f = first[i]; f < first[i + 1]; ++f) {
                const int64_t taken =
                    leaving == 0 ? 0 : f + 1 == first[i + 1] ? leaving : random.binomial(leaving, among[f]);
                gone[f] = taken;
                next[to[f]] += taken;
                leaving -= taken;
            }
        }
    }
}

}  // namespace

extern "C" void run(int64_t sampler, int64_t cells, int64_t steps, const int64_t *first, const int64_t *to,
                    const double *leave, const double *among, uint64_t seed, int64_t *stock, int64_t *moved) {
    (sampler == 0 ? trajectory<Standard> : trajectory<Published>)(cells, steps, first, to, leave, among, seed, stock, moved);
}
