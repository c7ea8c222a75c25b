//! The numbers behind the classical tests; what is printed with them is put together in `tests.R`.

use crate::base::random::drawing;
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{Value, as_double};
use raglan_stats::tests::{
    Alternative, Failure, adjust, association, binomial, correlation, fisher, kolmogorov, poisson, power,
    proportions, rank_sum, rank_variance, shapiro, signed_rank, student, tables, variances,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".t_one(x, mu, alternative, level)", t_one),
    private(".t_two(x, y, mu, pooled, alternative, level)", t_two),
    private(".wilcox(x, y, mu, alternative, exact, correct, level, tolerance)", wilcox),
    private(".correlated(x, y, method, alternative, exact, continuity, level)", correlated),
    private(".independence(counts, rows, correct, replicates)", independence),
    private(".goodness(counts, prob, replicates)", goodness),
    private(".fisher_odds(counts, ratio, alternative, level)", fisher_odds),
    private(".fisher_exact(counts, rows, replicates)", fisher_exact),
    private(".binomial_test(x, n, p, alternative, level)", binomial_test),
    private(".poisson_test(x, time, rate, alternative, level)", poisson_test),
    private(".proportions(x, n, p, alternative, level, correct)", proportion_test),
    private(".mcnemar(counts, rows, correct)", mcnemar),
    private(".mantel_haenszel(counts, alternative, correct, level)", mantel_haenszel),
    private(".shapiro(x)", shapiro_test),
    private(".ks_one(x, cumulative, alternative, exact)", ks_one),
    private(".ks_two(x, y, alternative, exact)", ks_two),
    private(".variance_ratio(x, y, ratio, alternative, level)", variance_ratio),
    private(".variance_ratio_of(estimate, df, ratio, alternative, level)", variance_ratio_of),
    private(".bartlett(groups)", bartlett),
    private(".kruskal(groups)", kruskal),
    private(".friedman(blocks)", friedman),
    private(".adjusted(p, n, method)", adjusted),
    private(".pooled_pairs(groups, alternative)", pooled_pairs),
    private(".t_power(n, delta, sd, level, power, design, two.sided, strict, tolerance)", t_power),
    private(".prop_power(n, p1, p2, level, power, two.sided, strict, tolerance)", prop_power),
];

/// What R says of a sample that allows no test.
fn message(failure: Failure) -> Value {
    Value::string(match failure {
        Failure::NotEnoughX => "not enough 'x' observations",
        Failure::NotEnoughY => "not enough 'y' observations",
        Failure::NotEnough => "not enough observations",
        Failure::Constant => "data are essentially constant",
        Failure::TooMany => "sample size must be between 3 and 5000",
        Failure::NoZero => "cannot compute confidence interval when all observations are zero or tied",
        Failure::TooLarge => "the exact p-value has too many tables to visit; use 'simulate.p.value = TRUE'",
    })
}

fn alternative(args: &mut Args) -> Eval<Alternative> {
    Ok(match args.string("alternative")?.as_str() {
        "less" => Alternative::Less,
        "greater" => Alternative::Greater,
        _ => Alternative::TwoSided,
    })
}

/// A flag that may be left open.
fn choice(args: &mut Args, name: &str) -> Eval<Option<bool>> {
    match args.optional(name)? {
        None => Ok(None),
        Some(_) => Ok(Some(args.flag(name)?)),
    }
}

fn pair(interval: [f64; 2]) -> Value {
    Value::doubles(interval.to_vec())
}

fn groups(args: &mut Args, name: &str) -> Eval<Vec<Vec<f64>>> {
    let mut out = Vec::new();
    for item in args.items(name)?.iter() {
        out.push(as_double(item, &mut Vec::new())?.to_vec());
    }
    Ok(out)
}

fn slices(groups: &[Vec<f64>]) -> Vec<&[f64]> {
    groups.iter().map(Vec::as_slice).collect()
}

fn t_test(result: Result<student::TTest, Failure>) -> Eval {
    Ok(match result {
        Err(failure) => message(failure),
        Ok(t) => Value::named_list([
            ("statistic", Value::double(t.statistic)),
            ("df", Value::double(t.df)),
            ("p.value", Value::double(t.p_value)),
            ("interval", pair(t.interval)),
            ("estimate", Value::doubles(t.estimate)),
            ("stderr", Value::double(t.standard_error)),
        ]),
    })
}

fn t_one(args: &mut Args) -> Eval {
    let (x, mu, level) = (args.doubles("x")?, args.number("mu")?, args.number("level")?);
    t_test(student::one_sample(&x, mu, alternative(args)?, level))
}

fn t_two(args: &mut Args) -> Eval {
    let (x, y, mu) = (args.doubles("x")?, args.doubles("y")?, args.number("mu")?);
    let (pooled, level) = (args.flag("pooled")?, args.number("level")?);
    t_test(student::two_samples(&x, &y, mu, pooled, alternative(args)?, level))
}

fn wilcox(args: &mut Args) -> Eval {
    let (x, mu) = (args.doubles("x")?, args.number("mu")?);
    let level = args.optional("level")?.map(|_| args.number("level")).transpose()?;
    let options = signed_rank::RankOptions {
        alternative: alternative(args)?,
        exact: choice(args, "exact")?,
        correct: args.flag("correct")?,
        level,
        tolerance: args.number("tolerance")?,
    };
    let result = match args.optional("y")? {
        None => signed_rank::test(&x, mu, &options),
        Some(_) => rank_sum::test(&x, &args.doubles("y")?, mu, &options),
    };
    Ok(match result {
        Err(failure) => message(failure),
        Ok(r) => {
            let location = r.location.map_or(Value::Null, |l| {
                Value::named_list([
                    ("interval", pair(l.interval)),
                    ("estimate", Value::double(l.estimate)),
                    ("level", Value::double(l.level)),
                ])
            });
            Value::named_list([
                ("statistic", Value::double(r.statistic)),
                ("p.value", Value::double(r.p_value)),
                ("exact", Value::logical(r.is_exact)),
                ("ties", Value::logical(r.has_ties)),
                ("zeroes", Value::logical(r.has_zeroes)),
                ("location", location),
            ])
        }
    })
}

fn correlated(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?, args.doubles("y")?);
    let (side, level) = (alternative(args)?, args.number("level")?);
    let (exact, continuity) = (choice(args, "exact")?, args.flag("continuity")?);
    let result = match args.string("method")?.as_str() {
        "pearson" => correlation::pearson(&x, &y, side, level),
        "kendall" => correlation::kendall(&x, &y, side, exact, continuity),
        _ => correlation::spearman(&x, &y, side, exact, continuity),
    };
    Ok(match result {
        Err(Failure::NotEnough | Failure::NotEnoughX) => Value::string("not enough finite observations"),
        Err(failure) => message(failure),
        Ok(r) => Value::named_list([
            ("statistic", Value::double(r.statistic)),
            ("df", r.df.map_or(Value::Null, Value::double)),
            ("p.value", Value::double(r.p_value)),
            ("estimate", Value::double(r.estimate)),
            ("interval", r.interval.map_or(Value::Null, pair)),
            ("exact", Value::logical(r.is_exact)),
            ("ties", Value::logical(r.has_ties)),
        ]),
    })
}

fn chi_squared(t: tables::ChiSquaredTest) -> Value {
    Value::named_list([
        ("statistic", Value::double(t.statistic)),
        ("df", Value::double(if t.df.is_nan() { raglan_engine::value::NA_REAL } else { t.df })),
        ("p.value", Value::double(t.p_value)),
        ("expected", Value::doubles(t.expected)),
        ("residuals", Value::doubles(t.residuals)),
        ("stdres", Value::doubles(t.standardized)),
        ("corrected", Value::logical(t.is_corrected)),
    ])
}

fn independence(args: &mut Args) -> Eval {
    let (counts, rows) = (args.doubles("counts")?.to_vec(), args.count("rows")?);
    let (correct, replicates) = (args.flag("correct")?, args.count("replicates")?);
    let table = tables::Table { counts: &counts, rows };
    Ok(chi_squared(match replicates {
        0 => tables::independence(table, correct, None),
        n => drawing(args.session, |g| tables::independence(table, correct, Some((g, n))))?,
    }))
}

fn goodness(args: &mut Args) -> Eval {
    let (counts, prob) = (args.doubles("counts")?, args.doubles("prob")?);
    Ok(chi_squared(match args.count("replicates")? {
        0 => tables::goodness_of_fit(&counts, &prob, None),
        n => drawing(args.session, |g| tables::goodness_of_fit(&counts, &prob, Some((g, n))))?,
    }))
}

fn fisher_odds(args: &mut Args) -> Eval {
    let counts = args.doubles("counts")?;
    let Ok(counts) = <[f64; 4]>::try_from(&counts[..]) else { return fail("invalid 'counts' argument") };
    let (ratio, level) = (args.number("ratio")?, args.number("level")?);
    Ok(match fisher::two_by_two(&counts, ratio, alternative(args)?, level) {
        Err(failure) => message(failure),
        Ok(f) => Value::named_list([
            ("p.value", Value::double(f.p_value)),
            ("estimate", Value::double(f.estimate)),
            ("interval", pair(f.interval)),
        ]),
    })
}

fn fisher_exact(args: &mut Args) -> Eval {
    let (counts, rows) = (args.doubles("counts")?.to_vec(), args.count("rows")?);
    let table = tables::Table { counts: &counts, rows };
    Ok(match args.count("replicates")? {
        0 => fisher::exact_p_value(table).map_or_else(message, Value::double),
        n => Value::double(drawing(args.session, |g| fisher::simulated_p_value(table, g, n))?),
    })
}

fn binomial_test(args: &mut Args) -> Eval {
    let (x, n, p) = (args.number("x")?, args.number("n")?, args.number("p")?);
    let level = args.number("level")?;
    let r = binomial::test(x, n, p, alternative(args)?, level);
    Ok(Value::named_list([
        ("p.value", Value::double(r.p_value)),
        ("interval", pair(r.interval)),
        ("estimate", Value::double(r.estimate)),
    ]))
}

fn poisson_test(args: &mut Args) -> Eval {
    let (x, time, rate) = (args.number("x")?, args.number("time")?, args.number("rate")?);
    let level = args.number("level")?;
    let r = poisson::test(x, time, rate, alternative(args)?, level);
    Ok(Value::named_list([
        ("p.value", Value::double(r.p_value)),
        ("interval", pair(r.interval)),
        ("estimate", Value::double(r.estimate)),
    ]))
}

fn proportion_test(args: &mut Args) -> Eval {
    let (x, n) = (args.doubles("x")?, args.doubles("n")?);
    let null = args.optional("p")?.map(|_| args.doubles("p")).transpose()?;
    let (level, correct) = (args.number("level")?, args.flag("correct")?);
    let r = proportions::test(&x, &n, null.as_deref(), alternative(args)?, level, correct);
    Ok(Value::named_list([
        ("statistic", Value::double(r.statistic)),
        ("df", Value::double(r.df)),
        ("p.value", Value::double(r.p_value)),
        ("estimate", Value::doubles(r.estimate)),
        ("interval", r.interval.map_or(Value::Null, pair)),
        ("correction", Value::double(r.correction)),
    ]))
}

fn simple(r: variances::ChiSquaredResult, corrected: bool) -> Value {
    Value::named_list([
        ("statistic", Value::double(r.statistic)),
        ("df", Value::double(r.df)),
        ("p.value", Value::double(r.p_value)),
        ("corrected", Value::logical(corrected)),
    ])
}

fn mcnemar(args: &mut Args) -> Eval {
    let (counts, rows) = (args.doubles("counts")?.to_vec(), args.count("rows")?);
    let (r, corrected) = association::mcnemar(tables::Table { counts: &counts, rows }, args.flag("correct")?);
    Ok(simple(r, corrected))
}

fn mantel_haenszel(args: &mut Args) -> Eval {
    let counts = args.doubles("counts")?;
    let strata: Vec<[f64; 4]> = counts.chunks_exact(4).map(|c| [c[0], c[1], c[2], c[3]]).collect();
    let (correct, level) = (args.flag("correct")?, args.number("level")?);
    let r = association::mantel_haenszel(&strata, alternative(args)?, correct, level);
    Ok(Value::named_list([
        ("statistic", Value::double(r.statistic)),
        ("p.value", Value::double(r.p_value)),
        ("interval", pair(r.interval)),
        ("estimate", Value::double(r.estimate)),
        ("corrected", Value::logical(r.is_corrected)),
    ]))
}

fn shapiro_test(args: &mut Args) -> Eval {
    Ok(match shapiro::test(&args.doubles("x")?) {
        Err(Failure::NotEnoughX) => Value::string("sample size must be between 3 and 5000"),
        Err(Failure::Constant) => Value::string("all 'x' values are identical"),
        Err(failure) => message(failure),
        Ok(r) => Value::doubles(vec![r.statistic, r.p_value]),
    })
}

fn kolmogorov_test(result: Result<kolmogorov::KolmogorovTest, Failure>) -> Eval {
    Ok(match result {
        Err(Failure::NotEnoughX) => Value::string("not enough 'x' data"),
        Err(Failure::NotEnoughY) => Value::string("not enough 'y' data"),
        Err(failure) => message(failure),
        Ok(r) => Value::named_list([
            ("statistic", Value::double(r.statistic)),
            ("p.value", Value::double(r.p_value)),
            ("exact", Value::logical(r.is_exact)),
            ("ties", Value::logical(r.has_ties)),
        ]),
    })
}

fn ks_one(args: &mut Args) -> Eval {
    let (x, cumulative) = (args.doubles("x")?, args.doubles("cumulative")?);
    let at = |value: f64| x.iter().position(|v| *v == value).map_or(f64::NAN, |i| cumulative[i]);
    let (side, exact) = (alternative(args)?, choice(args, "exact")?);
    kolmogorov_test(kolmogorov::one_sample(&x, at, side, exact))
}

fn ks_two(args: &mut Args) -> Eval {
    let (x, y) = (args.doubles("x")?, args.doubles("y")?);
    let (side, exact) = (alternative(args)?, choice(args, "exact")?);
    kolmogorov_test(kolmogorov::two_samples(&x, &y, side, exact))
}

fn ratio_result(r: variances::VarianceTest) -> Value {
    Value::named_list([
        ("statistic", Value::double(r.statistic)),
        ("df", pair(r.df)),
        ("p.value", Value::double(r.p_value)),
        ("interval", pair(r.interval)),
        ("estimate", Value::double(r.estimate)),
    ])
}

fn variance_ratio(args: &mut Args) -> Eval {
    let (x, y, ratio) = (args.doubles("x")?, args.doubles("y")?, args.number("ratio")?);
    let level = args.number("level")?;
    Ok(variances::ratio(&x, &y, ratio, alternative(args)?, level).map_or_else(message, ratio_result))
}

fn variance_ratio_of(args: &mut Args) -> Eval {
    let (estimate, df, ratio) = (args.number("estimate")?, args.doubles("df")?, args.number("ratio")?);
    let level = args.number("level")?;
    Ok(ratio_result(variances::ratio_of(estimate, [df[0], df[1]], ratio, alternative(args)?, level)))
}

fn bartlett(args: &mut Args) -> Eval {
    let groups = groups(args, "groups")?;
    Ok(match variances::bartlett(&slices(&groups)) {
        Err(_) => Value::string("there must be at least 2 observations in each group"),
        Ok(r) => simple(r, false),
    })
}

fn kruskal(args: &mut Args) -> Eval {
    let groups = groups(args, "groups")?;
    Ok(simple(rank_variance::kruskal(&slices(&groups)), false))
}

fn friedman(args: &mut Args) -> Eval {
    let blocks = groups(args, "blocks")?;
    Ok(simple(rank_variance::friedman(&slices(&blocks)), false))
}

fn adjusted(args: &mut Args) -> Eval {
    use adjust::Adjustment;
    let method = match args.string("method")?.as_str() {
        "holm" => Adjustment::Holm,
        "hochberg" => Adjustment::Hochberg,
        "hommel" => Adjustment::Hommel,
        "bonferroni" => Adjustment::Bonferroni,
        "BH" | "fdr" => Adjustment::BenjaminiHochberg,
        "BY" => Adjustment::BenjaminiYekutieli,
        _ => Adjustment::None,
    };
    Ok(Value::doubles(adjust::adjust(&args.doubles("p")?, args.count("n")?, method)))
}

fn pooled_pairs(args: &mut Args) -> Eval {
    let groups = groups(args, "groups")?;
    let rows = student::pairwise_pooled(&slices(&groups), alternative(args)?);
    Ok(Value::list(rows.into_iter().map(Value::doubles).collect::<Vec<_>>()))
}

fn t_power(args: &mut Args) -> Eval {
    let design = match args.string("design")?.as_str() {
        "two.sample" => power::Design::TwoSample,
        "one.sample" => power::Design::OneSample,
        _ => power::Design::Paired,
    };
    let asked = power::TPower {
        n: args.number("n")?,
        delta: args.number("delta")?,
        sd: args.number("sd")?,
        level: args.number("level")?,
        power: args.number("power")?,
        design,
        two_sided: args.flag("two.sided")?,
        strict: args.flag("strict")?,
    };
    Ok(match asked.solved(args.number("tolerance")?) {
        None => Value::string("no solution was found in the range that is searched"),
        Some(p) => Value::doubles(vec![p.n, p.delta, p.sd, p.level, p.power]),
    })
}

fn prop_power(args: &mut Args) -> Eval {
    let asked = power::ProportionPower {
        n: args.number("n")?,
        p1: args.number("p1")?,
        p2: args.number("p2")?,
        level: args.number("level")?,
        power: args.number("power")?,
        two_sided: args.flag("two.sided")?,
        strict: args.flag("strict")?,
    };
    Ok(match asked.solved(args.number("tolerance")?) {
        None => Value::string("no solution was found in the range that is searched"),
        Some(p) => Value::doubles(vec![p.n, p.p1, p.p2, p.level, p.power]),
    })
}
