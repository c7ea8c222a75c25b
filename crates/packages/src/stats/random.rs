//! Random draws from the families of distributions, `rnorm` and its like.

use crate::base::random::drawing;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_INTEGER, NA_REAL, Value, is_numeric_like, known};
use raglan_stats::linear::Cholesky;
use raglan_stats::matrix::Matrix;
use raglan_stats::random::{Generator, normalized};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("runif(n, min = 0, max = 1)", runif),
    builtin("rnorm(n, mean = 0, sd = 1)", rnorm),
    builtin("rexp(n, rate = 1)", rexp),
    builtin("rgamma(n, shape, rate = 1, scale = 1/rate)", rgamma),
    builtin("rbeta(n, shape1, shape2, ncp = 0)", rbeta),
    builtin("rchisq(n, df, ncp = 0)", rchisq),
    builtin("rt(n, df, ncp)", rt),
    builtin("rf(n, df1, df2, ncp)", rf),
    builtin("rcauchy(n, location = 0, scale = 1)", rcauchy),
    builtin("rlogis(n, location = 0, scale = 1)", rlogis),
    builtin("rlnorm(n, meanlog = 0, sdlog = 1)", rlnorm),
    builtin("rweibull(n, shape, scale = 1)", rweibull),
    builtin("rbinom(n, size, prob)", rbinom),
    builtin("rpois(n, lambda)", rpois),
    builtin("rgeom(n, prob)", rgeom),
    builtin("rnbinom(n, size, prob, mu)", rnbinom),
    builtin("rhyper(nn, m, n, k)", rhyper),
    builtin("rsignrank(nn, n)", rsignrank),
    builtin("rwilcox(nn, m, n)", rwilcox),
    builtin("rmultinom(n, size, prob)", rmultinom),
    builtin("r2dtable(n, r, c)", r2dtable),
    builtin("rWishart(n, df, Sigma)", rwishart),
];

/// How many draws are wanted: a number, or as many as a longer vector has.
fn wanted(args: &mut Args, name: &str) -> Eval<usize> {
    let n = args.value(name)?;
    if n.len() > 1 {
        return Ok(n.len());
    }
    let n = args.doubles(name)?.first().copied().unwrap_or(f64::NAN);
    if !(n >= 0.0) || !n.is_finite() {
        return fail("invalid arguments");
    }
    args.session.check_length(n, 8.0)?;
    Ok(n as usize)
}

/// The draws of a family, its parameters recycled; none when a parameter is empty.
fn draws<const K: usize>(
    args: &mut Args,
    n: usize,
    parameters: [Vec<f64>; K],
    mut draw: impl FnMut(&mut Generator, [f64; K]) -> f64,
) -> Eval<Vec<f64>> {
    if n > 0 && parameters.iter().any(Vec::is_empty) {
        args.warn("NAs produced")?;
        return Ok(vec![NA_REAL; n]);
    }
    let out: Vec<f64> = drawing(args.session, |g| {
        (0..n).map(|i| draw(g, std::array::from_fn(|k| parameters[k][i % parameters[k].len()]))).collect()
    })?;
    if out.iter().any(|x| x.is_nan()) {
        args.warn("NAs produced")?;
    }
    Ok(out)
}

fn parameters<const K: usize>(args: &mut Args, names: [&str; K]) -> Eval<[Vec<f64>; K]> {
    let mut out = [const { Vec::new() }; K];
    for (place, name) in out.iter_mut().zip(names) {
        if !is_numeric_like(&args.value(name)?) {
            return fail("invalid arguments");
        }
        *place = args.doubles(name)?.to_vec();
    }
    Ok(out)
}

/// Draws of a continuous family.
fn reals<const K: usize>(
    args: &mut Args,
    names: [&str; K],
    draw: impl FnMut(&mut Generator, [f64; K]) -> f64,
) -> Eval {
    let n = wanted(args, "n")?;
    let parameters = parameters(args, names)?;
    Ok(Value::doubles(draws(args, n, parameters, draw)?))
}

/// Draws of a discrete family: integers unless one is too large.
fn counts<const K: usize>(
    args: &mut Args,
    n: &str,
    names: [&str; K],
    draw: impl FnMut(&mut Generator, [f64; K]) -> f64,
) -> Eval {
    let n = wanted(args, n)?;
    let parameters = parameters(args, names)?;
    let drawn = draws(args, n, parameters, draw)?;
    if drawn.iter().any(|&x| x > f64::from(i32::MAX)) {
        return Ok(Value::doubles(drawn));
    }
    let whole = |x: f64| if x.is_nan() { NA_INTEGER } else { x as i32 };
    Ok(Value::integers(drawn.into_iter().map(whole).collect::<Vec<_>>()))
}

fn runif(args: &mut Args) -> Eval {
    reals(args, ["min", "max"], |g, [min, max]| g.uniform_between(min, max))
}

fn rnorm(args: &mut Args) -> Eval {
    reals(args, ["mean", "sd"], |g, [mean, sd]| g.normal(mean, sd))
}

fn rexp(args: &mut Args) -> Eval {
    reals(args, ["rate"], |g, [rate]| g.exponential(1.0 / rate))
}

fn rgamma(args: &mut Args) -> Eval {
    if !args.is_missing("rate") && !args.is_missing("scale") {
        let text = "specify 'rate' or 'scale' but not both";
        if (args.number("rate")? * args.number("scale")? - 1.0).abs() >= 1e-15 {
            return fail(text);
        }
        args.warn(text)?;
    }
    reals(args, ["shape", "scale"], |g, [shape, scale]| g.gamma(shape, scale))
}

fn rbeta(args: &mut Args) -> Eval {
    let central = args.doubles("ncp")?.iter().all(|&ncp| ncp == 0.0);
    if central {
        return reals(args, ["shape1", "shape2"], |g, [a, b]| g.beta(a, b));
    }
    let n = wanted(args, "n")?;
    let [a, b, ncp] = parameters(args, ["shape1", "shape2", "ncp"])?;
    let twice = |x: Vec<f64>| x.into_iter().map(|x| 2.0 * x).collect::<Vec<_>>();
    let x = draws(args, n, [twice(a), ncp], |g, [df, ncp]| g.noncentral_chi_squared(df, ncp))?;
    let y = draws(args, n, [twice(b)], |g, [df]| g.chi_squared(df))?;
    Ok(Value::doubles(x.iter().zip(&y).map(|(x, y)| x / (x + y)).collect::<Vec<_>>()))
}

fn rchisq(args: &mut Args) -> Eval {
    if args.is_missing("ncp") {
        return reals(args, ["df"], |g, [df]| g.chi_squared(df));
    }
    reals(args, ["df", "ncp"], |g, [df, ncp]| g.noncentral_chi_squared(df, ncp))
}

fn rt(args: &mut Args) -> Eval {
    if args.is_missing("ncp") {
        return reals(args, ["df"], |g, [df]| g.student_t(df));
    }
    // A normal about the noncentrality over the root of a chi-squared, all normals first.
    let n = wanted(args, "n")?;
    let [df, ncp] = parameters(args, ["df", "ncp"])?;
    let z = draws(args, n, [ncp], |g, [ncp]| g.normal(ncp, 1.0))?;
    let s = draws(args, n, [df], |g, [df]| (g.chi_squared(df) / df).sqrt())?;
    Ok(Value::doubles(z.iter().zip(&s).map(|(z, s)| z / s).collect::<Vec<_>>()))
}

fn rf(args: &mut Args) -> Eval {
    if args.is_missing("ncp") {
        return reals(args, ["df1", "df2"], |g, [df1, df2]| g.f(df1, df2));
    }
    let n = wanted(args, "n")?;
    let [df1, df2, ncp] = parameters(args, ["df1", "df2", "ncp"])?;
    let x = draws(args, n, [df1, ncp], |g, [df, ncp]| g.noncentral_chi_squared(df, ncp) / df)?;
    let y = draws(args, n, [df2], |g, [df]| g.chi_squared(df) / df)?;
    Ok(Value::doubles(x.iter().zip(&y).map(|(x, y)| x / y).collect::<Vec<_>>()))
}

fn rcauchy(args: &mut Args) -> Eval {
    reals(args, ["location", "scale"], |g, [location, scale]| g.cauchy(location, scale))
}

fn rlogis(args: &mut Args) -> Eval {
    reals(args, ["location", "scale"], |g, [location, scale]| g.logistic(location, scale))
}

fn rlnorm(args: &mut Args) -> Eval {
    reals(args, ["meanlog", "sdlog"], |g, [mean, sd]| g.log_normal(mean, sd))
}

fn rweibull(args: &mut Args) -> Eval {
    reals(args, ["shape", "scale"], |g, [shape, scale]| g.weibull(shape, scale))
}

fn rbinom(args: &mut Args) -> Eval {
    counts(args, "n", ["size", "prob"], |g, [size, prob]| g.binomial(size, prob))
}

fn rpois(args: &mut Args) -> Eval {
    counts(args, "n", ["lambda"], |g, [mean]| g.poisson(mean))
}

fn rgeom(args: &mut Args) -> Eval {
    counts(args, "n", ["prob"], |g, [prob]| g.geometric(prob))
}

fn rnbinom(args: &mut Args) -> Eval {
    if args.is_missing("mu") {
        return counts(args, "n", ["size", "prob"], |g, [size, prob]| g.negative_binomial(size, prob));
    }
    if !args.is_missing("prob") {
        return fail("'prob' and 'mu' both specified");
    }
    counts(args, "n", ["size", "mu"], |g, [size, mean]| g.negative_binomial_mean(size, mean))
}

fn rhyper(args: &mut Args) -> Eval {
    counts(args, "nn", ["m", "n", "k"], |g, [white, black, drawn]| g.hypergeometric(white, black, drawn))
}

fn rsignrank(args: &mut Args) -> Eval {
    counts(args, "nn", ["n"], |g, [n]| g.signed_rank(n))
}

fn rwilcox(args: &mut Args) -> Eval {
    counts(args, "nn", ["m", "n"], |g, [m, n]| g.rank_sum(m, n))
}

fn rmultinom(args: &mut Args) -> Eval {
    let one = |x: Option<&f64>| x.copied().filter(|x| *x >= 0.0 && *x <= f64::from(i32::MAX));
    let Some(n) = one(args.doubles("n")?.first()) else { return fail("invalid first argument 'n'") };
    let Some(size) = one(args.doubles("size")?.first()) else {
        return fail("invalid second argument 'size'");
    };
    let names = args.value("prob")?.names();
    let weights = args.doubles("prob")?.to_vec();
    if weights.iter().any(|w| !w.is_finite()) {
        return fail("NA in probability vector");
    }
    if weights.iter().any(|&w| w < 0.0) {
        return fail("negative probability");
    }
    if weights.iter().all(|&w| w == 0.0) {
        return fail("no positive probabilities");
    }
    let weights = normalized(&weights);
    let n = n.trunc() as usize;
    let drawn = drawing(args.session, |g| {
        (0..n).flat_map(|_| g.multinomial(size.trunc(), &weights)).map(|x| x as i32).collect::<Vec<_>>()
    })?;
    let out = matrix(drawn, weights.len(), n);
    Ok(match names {
        Some(names) => {
            out.with_attribute(known::DIMNAMES, Value::list(vec![Value::from(names), Value::Null]))
        }
        None => out,
    })
}

fn matrix(data: Vec<i32>, rows: usize, columns: usize) -> Value {
    let dim = Value::integers(vec![rows as i32, columns as i32]);
    Value::integers(data).with_attribute(known::DIM, dim)
}

fn r2dtable(args: &mut Args) -> Eval {
    let n = args.doubles("n")?;
    let (1, Some(&n)) = (n.len(), n.first()) else { return fail("invalid argument 'n'") };
    if !(n >= 0.0) {
        return fail("invalid argument 'n'");
    }
    let mut margins = [Vec::new(), Vec::new()];
    for (margin, name) in margins.iter_mut().zip(["r", "c"]) {
        let given = args.integers(name)?;
        if given.len() < 2 || given.iter().any(|&x| x == NA_INTEGER || x < 0) {
            return fail(format!("invalid argument '{name}'"));
        }
        *margin = given.iter().map(|&x| x as usize).collect();
    }
    let [rows, columns] = margins;
    if rows.iter().sum::<usize>() != columns.iter().sum::<usize>() {
        return fail("arguments 'r' and 'c' must have the same sums");
    }
    let tables = drawing(args.session, |g| {
        let one = |g: &mut Generator| {
            let table = g.contingency_table(&rows, &columns);
            matrix(table.into_iter().map(|x| x as i32).collect(), rows.len(), columns.len())
        };
        (0..n as usize).map(|_| one(g)).collect::<Vec<_>>()
    })?;
    Ok(Value::list(tables))
}

/// Wishart matrices by Bartlett's decomposition: a triangle of normals with roots of chi-squareds on its
/// diagonal, times the factor of `Sigma`.
fn rwishart(args: &mut Args) -> Eval {
    let sigma = args.value("Sigma")?;
    let n = args.number("n")?.max(1.0) as usize;
    let df = args.number("df")?;
    let p = match sigma.dim().as_deref() {
        Some(&[p, q]) if p == q && matches!(sigma, Value::Double(_)) => p,
        _ => return fail("'scal' must be a square, real matrix"),
    };
    if df < p as f64 || p == 0 {
        return fail("inconsistent degrees of freedom and dimension");
    }
    let sigma = Matrix::from_vec(p, p, args.doubles("Sigma")?.to_vec());
    let Ok(factor) = Cholesky::new(&sigma) else { return fail("'scal' matrix is not positive-definite") };
    let out = drawing(args.session, |g| {
        let mut out = Vec::with_capacity(n * p * p);
        for _ in 0..n {
            let mut triangle = Matrix::zeros(p, p);
            for j in 0..p {
                triangle[(j, j)] = g.chi_squared(df - j as f64).sqrt();
                for i in 0..j {
                    triangle[(i, j)] = g.standard_normal();
                }
            }
            out.extend(triangle.multiply(&factor.r).gram().into_vec());
        }
        out
    })?;
    let dim = Value::integers(vec![p as i32, p as i32, n as i32]);
    Ok(Value::doubles(out).with_attribute(known::DIM, dim))
}
