//! Densities, cumulative probabilities and quantiles of the families of distributions: `dnorm`, `pnorm`,
//! `qnorm` and their like.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_REAL, Value, is_na};
use raglan_stats::distributions::{
    beta, binomial, cauchy, chi_squared, exponential, f, gamma, geometric, hypergeometric, log_normal,
    logistic, multinomial, negative_binomial, noncentral_beta, noncentral_chi_squared, noncentral_f,
    noncentral_t, normal, poisson, signed_rank, student_t, studentized_range, uniform, weibull, wilcoxon,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("dnorm(x, mean = 0, sd = 1, log = FALSE)", |a| {
        density(a, ["mean", "sd"], |x, [mean, sd], g| normal::density(x, mean, sd, g))
    }),
    builtin("pnorm(q, mean = 0, sd = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["mean", "sd"], |q, [mean, sd], l, g| normal::cumulative(q, mean, sd, l, g))
    }),
    builtin("qnorm(p, mean = 0, sd = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["mean", "sd"], |p, [mean, sd], l, g| normal::quantile(p, mean, sd, l, g))
    }),
    builtin("dunif(x, min = 0, max = 1, log = FALSE)", |a| {
        density(a, ["min", "max"], |x, [min, max], g| uniform::density(x, min, max, g))
    }),
    builtin("punif(q, min = 0, max = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["min", "max"], |q, [min, max], l, g| uniform::cumulative(q, min, max, l, g))
    }),
    builtin("qunif(p, min = 0, max = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["min", "max"], |p, [min, max], l, g| uniform::quantile(p, min, max, l, g))
    }),
    builtin("dexp(x, rate = 1, log = FALSE)", |a| {
        density(a, ["rate"], |x, [rate], g| exponential::density(x, 1.0 / rate, g))
    }),
    builtin("pexp(q, rate = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["rate"], |q, [rate], l, g| exponential::cumulative(q, 1.0 / rate, l, g))
    }),
    builtin("qexp(p, rate = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["rate"], |p, [rate], l, g| exponential::quantile(p, 1.0 / rate, l, g))
    }),
    builtin("dcauchy(x, location = 0, scale = 1, log = FALSE)", |a| {
        density(a, ["location", "scale"], |x, [location, scale], g| cauchy::density(x, location, scale, g))
    }),
    builtin("pcauchy(q, location = 0, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["location", "scale"], |q, [location, scale], l, g| {
            cauchy::cumulative(q, location, scale, l, g)
        })
    }),
    builtin("qcauchy(p, location = 0, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["location", "scale"], |p, [location, scale], l, g| {
            cauchy::quantile(p, location, scale, l, g)
        })
    }),
    builtin("dlogis(x, location = 0, scale = 1, log = FALSE)", |a| {
        density(a, ["location", "scale"], |x, [location, scale], g| logistic::density(x, location, scale, g))
    }),
    builtin("plogis(q, location = 0, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["location", "scale"], |q, [location, scale], l, g| {
            logistic::cumulative(q, location, scale, l, g)
        })
    }),
    builtin("qlogis(p, location = 0, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["location", "scale"], |p, [location, scale], l, g| {
            logistic::quantile(p, location, scale, l, g)
        })
    }),
    builtin("dlnorm(x, meanlog = 0, sdlog = 1, log = FALSE)", |a| {
        density(a, ["meanlog", "sdlog"], |x, [meanlog, sdlog], g| log_normal::density(x, meanlog, sdlog, g))
    }),
    builtin("plnorm(q, meanlog = 0, sdlog = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["meanlog", "sdlog"], |q, [meanlog, sdlog], l, g| {
            log_normal::cumulative(q, meanlog, sdlog, l, g)
        })
    }),
    builtin("qlnorm(p, meanlog = 0, sdlog = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["meanlog", "sdlog"], |p, [meanlog, sdlog], l, g| {
            log_normal::quantile(p, meanlog, sdlog, l, g)
        })
    }),
    builtin("dweibull(x, shape, scale = 1, log = FALSE)", |a| {
        density(a, ["shape", "scale"], |x, [shape, scale], g| weibull::density(x, shape, scale, g))
    }),
    builtin("pweibull(q, shape, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["shape", "scale"], |q, [shape, scale], l, g| weibull::cumulative(q, shape, scale, l, g))
    }),
    builtin("qweibull(p, shape, scale = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["shape", "scale"], |p, [shape, scale], l, g| weibull::quantile(p, shape, scale, l, g))
    }),
    builtin("dbinom(x, size, prob, log = FALSE)", |a| {
        mass(a, ["size", "prob"], |x, [size, prob], g| binomial::density(x, size, prob, g))
    }),
    builtin("pbinom(q, size, prob, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["size", "prob"], |q, [size, prob], l, g| binomial::cumulative(q, size, prob, l, g))
    }),
    builtin("qbinom(p, size, prob, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["size", "prob"], |p, [size, prob], l, g| binomial::quantile(p, size, prob, l, g))
    }),
    builtin("dpois(x, lambda, log = FALSE)", |a| {
        mass(a, ["lambda"], |x, [lambda], g| poisson::density(x, lambda, g))
    }),
    builtin("ppois(q, lambda, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["lambda"], |q, [lambda], l, g| poisson::cumulative(q, lambda, l, g))
    }),
    builtin("qpois(p, lambda, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["lambda"], |p, [lambda], l, g| poisson::quantile(p, lambda, l, g))
    }),
    builtin("dgeom(x, prob, log = FALSE)", |a| {
        mass(a, ["prob"], |x, [prob], g| geometric::density(x, prob, g))
    }),
    builtin("pgeom(q, prob, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["prob"], |q, [prob], l, g| geometric::cumulative(q, prob, l, g))
    }),
    builtin("qgeom(p, prob, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["prob"], |p, [prob], l, g| geometric::quantile(p, prob, l, g))
    }),
    builtin("dhyper(x, m, n, k, log = FALSE)", |a| {
        mass(a, ["m", "n", "k"], |x, [m, n, k], g| hypergeometric::density(x, m, n, k, g))
    }),
    builtin("phyper(q, m, n, k, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["m", "n", "k"], |q, [m, n, k], l, g| hypergeometric::cumulative(q, m, n, k, l, g))
    }),
    builtin("qhyper(p, m, n, k, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["m", "n", "k"], |p, [m, n, k], l, g| hypergeometric::quantile(p, m, n, k, l, g))
    }),
    builtin("dsignrank(x, n, log = FALSE)", |a| density(a, ["n"], |x, [n], g| signed_rank::density(x, n, g))),
    builtin("psignrank(q, n, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["n"], |q, [n], l, g| signed_rank::cumulative(q, n, l, g))
    }),
    builtin("qsignrank(p, n, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["n"], |p, [n], l, g| signed_rank::quantile(p, n, l, g))
    }),
    builtin("dwilcox(x, m, n, log = FALSE)", |a| {
        density(a, ["m", "n"], |x, [m, n], g| wilcoxon::density(x, m, n, g))
    }),
    builtin("pwilcox(q, m, n, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["m", "n"], |q, [m, n], l, g| wilcoxon::cumulative(q, m, n, l, g))
    }),
    builtin("qwilcox(p, m, n, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["m", "n"], |p, [m, n], l, g| wilcoxon::quantile(p, m, n, l, g))
    }),
    builtin("dbeta(x, shape1, shape2, ncp = 0, log = FALSE)", dbeta),
    builtin("pbeta(q, shape1, shape2, ncp = 0, lower.tail = TRUE, log.p = FALSE)", pbeta),
    builtin("qbeta(p, shape1, shape2, ncp = 0, lower.tail = TRUE, log.p = FALSE)", qbeta),
    builtin("dchisq(x, df, ncp = 0, log = FALSE)", dchisq),
    builtin("pchisq(q, df, ncp = 0, lower.tail = TRUE, log.p = FALSE)", pchisq),
    builtin("qchisq(p, df, ncp = 0, lower.tail = TRUE, log.p = FALSE)", qchisq),
    builtin("dt(x, df, ncp, log = FALSE)", dt),
    builtin("pt(q, df, ncp, lower.tail = TRUE, log.p = FALSE)", pt),
    builtin("qt(p, df, ncp, lower.tail = TRUE, log.p = FALSE)", qt),
    builtin("df(x, df1, df2, ncp, log = FALSE)", df),
    builtin("pf(q, df1, df2, ncp, lower.tail = TRUE, log.p = FALSE)", pf),
    builtin("qf(p, df1, df2, ncp, lower.tail = TRUE, log.p = FALSE)", qf),
    builtin("dgamma(x, shape, rate = 1, scale = 1/rate, log = FALSE)", dgamma),
    builtin("pgamma(q, shape, rate = 1, scale = 1/rate, lower.tail = TRUE, log.p = FALSE)", pgamma),
    builtin("qgamma(p, shape, rate = 1, scale = 1/rate, lower.tail = TRUE, log.p = FALSE)", qgamma),
    builtin("dnbinom(x, size, prob, mu, log = FALSE)", dnbinom),
    builtin("pnbinom(q, size, prob, mu, lower.tail = TRUE, log.p = FALSE)", pnbinom),
    builtin("qnbinom(p, size, prob, mu, lower.tail = TRUE, log.p = FALSE)", qnbinom),
    builtin("ptukey(q, nmeans, df, nranges = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "q", ["nmeans", "df", "nranges"], |q, [m, df, r], l, g| {
            studentized_range::cumulative(q, r, m, df, l, g)
        })
    }),
    builtin("qtukey(p, nmeans, df, nranges = 1, lower.tail = TRUE, log.p = FALSE)", |a| {
        tail(a, "p", ["nmeans", "df", "nranges"], |p, [m, df, r], l, g| {
            studentized_range::quantile(p, r, m, df, l, g)
        })
    }),
    builtin("dmultinom(x, size = NULL, prob, log = FALSE)", dmultinom),
];

/// A family's function over its recycled arguments: missing ones stay missing, what is impossible warns.
fn each<const K: usize>(
    args: &mut Args,
    first: &str,
    names: [&str; K],
    mut one: impl FnMut(f64, [f64; K]) -> f64,
) -> Eval {
    let mut given = vec![args.value(first)?];
    for name in names {
        given.push(args.value(name)?);
    }
    let numeric = |v: &Value| matches!(v, Value::Double(_) | Value::Integer(_) | Value::Logical(_));
    if !given.iter().all(|v| numeric(v) && !v.is_factor()) {
        return fail("Non-numeric argument to mathematical function");
    }
    let x = args.doubles(first)?;
    let mut parameters = [const { Vec::new() }; K];
    for (place, name) in parameters.iter_mut().zip(names) {
        *place = args.doubles(name)?.to_vec();
    }
    let longest = parameters.iter().map(Vec::len).fold(x.len(), usize::max);
    if x.is_empty() || parameters.iter().any(Vec::is_empty) {
        return Ok(Value::doubles(Vec::new()));
    }
    let mut impossible = false;
    let out: Vec<f64> = (0..longest)
        .map(|i| {
            let x = x[i % x.len()];
            let at: [f64; K] = std::array::from_fn(|k| parameters[k][i % parameters[k].len()]);
            if x.is_nan() || at.iter().any(|p| p.is_nan()) {
                let missing = is_na(x) || at.iter().any(|p| is_na(*p));
                return if missing { NA_REAL } else { f64::NAN };
            }
            let value = one(x, at);
            impossible |= value.is_nan();
            value
        })
        .collect();
    if impossible {
        args.warn("NaNs produced")?;
    }
    let model = given.iter().find(|v| v.len() == longest).map(|v| v.attributes().clone());
    Ok(Value::doubles(out).with_attributes(model.unwrap_or_default()))
}

/// The density of a continuous family.
fn density<const K: usize>(
    args: &mut Args,
    names: [&str; K],
    one: impl Fn(f64, [f64; K], bool) -> f64,
) -> Eval {
    let log = args.flag("log")?;
    each(args, "x", names, |x, at| one(x, at, log))
}

/// The probabilities of a discrete family, zero with a warning between whole numbers.
fn mass<const K: usize>(args: &mut Args, names: [&str; K], one: impl Fn(f64, [f64; K], bool) -> f64) -> Eval {
    let log = args.flag("log")?;
    let mut between = Vec::new();
    let out = each(args, "x", names, |x, at| {
        let value = one(x, at, log);
        if !value.is_nan() && (x - x.round()).abs() > 1e-9 * x.abs().max(1.0) {
            between.push(format!("non-integer x = {x:.6}"));
        }
        value
    })?;
    args.warn_all(between)?;
    Ok(out)
}

/// Probabilities of a tail, or the quantiles they belong to.
fn tail<const K: usize>(
    args: &mut Args,
    first: &str,
    names: [&str; K],
    one: impl Fn(f64, [f64; K], bool, bool) -> f64,
) -> Eval {
    let (lower, log) = (args.flag("lower.tail")?, args.flag("log.p")?);
    each(args, first, names, |x, at| one(x, at, lower, log))
}

fn dbeta(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return density(a, ["shape1", "shape2"], |x, [shape1, shape2], g| {
            beta::density(x, shape1, shape2, g)
        });
    }
    density(a, ["shape1", "shape2", "ncp"], |x, [shape1, shape2, ncp], g| {
        noncentral_beta::density(x, shape1, shape2, ncp, g)
    })
}

fn pbeta(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "q", ["shape1", "shape2"], |x, [shape1, shape2], l, g| {
            beta::cumulative(x, shape1, shape2, l, g)
        });
    }
    tail(a, "q", ["shape1", "shape2", "ncp"], |x, [shape1, shape2, ncp], l, g| {
        noncentral_beta::cumulative(x, shape1, shape2, ncp, l, g)
    })
}

fn qbeta(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "p", ["shape1", "shape2"], |x, [shape1, shape2], l, g| {
            beta::quantile(x, shape1, shape2, l, g)
        });
    }
    tail(a, "p", ["shape1", "shape2", "ncp"], |x, [shape1, shape2, ncp], l, g| {
        noncentral_beta::quantile(x, shape1, shape2, ncp, l, g)
    })
}

fn dchisq(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return density(a, ["df"], |x, [df], g| chi_squared::density(x, df, g));
    }
    density(a, ["df", "ncp"], |x, [df, ncp], g| noncentral_chi_squared::density(x, df, ncp, g))
}

fn pchisq(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "q", ["df"], |x, [df], l, g| chi_squared::cumulative(x, df, l, g));
    }
    tail(a, "q", ["df", "ncp"], |x, [df, ncp], l, g| noncentral_chi_squared::cumulative(x, df, ncp, l, g))
}

fn qchisq(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "p", ["df"], |x, [df], l, g| chi_squared::quantile(x, df, l, g));
    }
    tail(a, "p", ["df", "ncp"], |x, [df, ncp], l, g| noncentral_chi_squared::quantile(x, df, ncp, l, g))
}

fn dt(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return density(a, ["df"], |x, [df], g| student_t::density(x, df, g));
    }
    density(a, ["df", "ncp"], |x, [df, ncp], g| noncentral_t::density(x, df, ncp, g))
}

fn pt(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "q", ["df"], |x, [df], l, g| student_t::cumulative(x, df, l, g));
    }
    tail(a, "q", ["df", "ncp"], |x, [df, ncp], l, g| noncentral_t::cumulative(x, df, ncp, l, g))
}

fn qt(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "p", ["df"], |x, [df], l, g| student_t::quantile(x, df, l, g));
    }
    tail(a, "p", ["df", "ncp"], |x, [df, ncp], l, g| noncentral_t::quantile(x, df, ncp, l, g))
}

fn df(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return density(a, ["df1", "df2"], |x, [df1, df2], g| f::density(x, df1, df2, g));
    }
    density(a, ["df1", "df2", "ncp"], |x, [df1, df2, ncp], g| noncentral_f::density(x, df1, df2, ncp, g))
}

fn pf(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "q", ["df1", "df2"], |x, [df1, df2], l, g| f::cumulative(x, df1, df2, l, g));
    }
    tail(a, "q", ["df1", "df2", "ncp"], |x, [df1, df2, ncp], l, g| {
        noncentral_f::cumulative(x, df1, df2, ncp, l, g)
    })
}

fn qf(a: &mut Args) -> Eval {
    if a.is_missing("ncp") {
        return tail(a, "p", ["df1", "df2"], |x, [df1, df2], l, g| f::quantile(x, df1, df2, l, g));
    }
    tail(a, "p", ["df1", "df2", "ncp"], |x, [df1, df2, ncp], l, g| {
        noncentral_f::quantile(x, df1, df2, ncp, l, g)
    })
}

/// The scale of a gamma, which may be given as a rate.
fn check_rate(a: &mut Args) -> Eval<()> {
    if !a.is_missing("rate") && !a.is_missing("scale") {
        let text = "specify 'rate' or 'scale' but not both";
        if (a.number("rate")? * a.number("scale")? - 1.0).abs() >= 1e-15 {
            return fail(text);
        }
        a.warn(text)?;
    }
    Ok(())
}

fn dgamma(a: &mut Args) -> Eval {
    check_rate(a)?;
    density(a, ["shape", "scale"], |x, [shape, scale], g| gamma::density(x, shape, scale, g))
}

fn pgamma(a: &mut Args) -> Eval {
    check_rate(a)?;
    tail(a, "q", ["shape", "scale"], |q, [shape, scale], l, g| gamma::cumulative(q, shape, scale, l, g))
}

fn qgamma(a: &mut Args) -> Eval {
    check_rate(a)?;
    tail(a, "p", ["shape", "scale"], |p, [shape, scale], l, g| gamma::quantile(p, shape, scale, l, g))
}

/// Whether a negative binomial is given by its mean.
fn by_mean(a: &mut Args) -> Eval<bool> {
    let mean = !a.is_missing("mu");
    if mean && !a.is_missing("prob") {
        return fail("'prob' and 'mu' both specified");
    }
    Ok(mean)
}

fn dnbinom(a: &mut Args) -> Eval {
    if by_mean(a)? {
        return mass(a, ["size", "mu"], |x, [size, mu], g| negative_binomial::density_mean(x, size, mu, g));
    }
    mass(a, ["size", "prob"], |x, [size, prob], g| negative_binomial::density(x, size, prob, g))
}

fn pnbinom(a: &mut Args) -> Eval {
    if by_mean(a)? {
        return tail(a, "q", ["size", "mu"], |q, [size, mu], l, g| {
            negative_binomial::cumulative_mean(q, size, mu, l, g)
        });
    }
    tail(a, "q", ["size", "prob"], |q, [size, prob], l, g| negative_binomial::cumulative(q, size, prob, l, g))
}

fn qnbinom(a: &mut Args) -> Eval {
    if by_mean(a)? {
        return tail(a, "p", ["size", "mu"], |p, [size, mu], l, g| {
            negative_binomial::quantile_mean(p, size, mu, l, g)
        });
    }
    tail(a, "p", ["size", "prob"], |p, [size, prob], l, g| negative_binomial::quantile(p, size, prob, l, g))
}

fn dmultinom(a: &mut Args) -> Eval {
    let x: Vec<f64> = a.doubles("x")?.iter().map(|v| (v + 0.5).floor()).collect();
    let prob = a.doubles("prob")?.to_vec();
    if x.len() != prob.len() {
        return fail("x[] and prob[] must be equal length vectors.");
    }
    let total: f64 = prob.iter().sum();
    if prob.iter().any(|p| !p.is_finite() || *p < 0.0) || total == 0.0 {
        return fail("probabilities must be finite, non-negative and not all 0");
    }
    if x.iter().any(|v| *v < 0.0) {
        return fail("'x' must be non-negative");
    }
    if a.optional("size")?.is_some() && a.number("size")? != x.iter().sum::<f64>() {
        return fail("size != sum(x), i.e. one is wrong");
    }
    let prob: Vec<f64> = prob.iter().map(|p| p / total).collect();
    Ok(Value::double(multinomial::density(&x, &prob, a.flag("log")?)))
}
