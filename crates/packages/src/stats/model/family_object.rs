//! Families and links as objects of R: lists of names and of functions that ask the numerics.

use super::formula::parse_one;
use super::generalized::family_of;
use super::variance_table::text_part;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy, method, private};
use raglan_engine::value::{Environment, NA_REAL, Value, as_double, deparse_line, known};
use raglan_stats::glm::{Distribution, Family, Link, Variance};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy("gaussian(link = \"identity\")", |a| family(a, Distribution::Gaussian, "gaussian")),
    lazy("binomial(link = \"logit\")", |a| family(a, Distribution::Binomial, "binomial")),
    lazy("poisson(link = \"log\")", |a| family(a, Distribution::Poisson, "poisson")),
    lazy("Gamma(link = \"inverse\")", |a| family(a, Distribution::Gamma, "gamma")),
    lazy("inverse.gaussian(link = \"1/mu^2\")", |a| {
        family(a, Distribution::InverseGaussian, "inverse.gaussian")
    }),
    lazy("quasibinomial(link = \"logit\")", |a| family(a, Distribution::QuasiBinomial, "quasibinomial")),
    lazy("quasipoisson(link = \"log\")", |a| family(a, Distribution::QuasiPoisson, "quasipoisson")),
    lazy("quasi(link = \"identity\", variance = \"constant\")", quasi),
    builtin("make.link(link)", |a| {
        let name = a.string("link")?;
        match Link::parse(&name) {
            Some(link) => link_object(a, link),
            None => fail(format!("\u{2018}{name}\u{2019} link not recognised")),
        }
    }),
    builtin("power(lambda = 1)", |a| {
        let link = Link::power(a.number("lambda")?);
        link_object(a, link)
    }),
    private(".family.link(object, x, part)", link_part),
    private(".family.variance(object, mu)", |a| {
        let family = family_of(&a.value("object")?)?;
        mapped(a, "mu", |mu| family.variance(mu))
    }),
    private(".family.deviances(object, y, mu, wt)", unit_deviances),
    private(".family.aic(object, y, n, mu, wt, dev)", aic),
    private(".family.possible(object, x, part)", possible),
    generic("family(object, ...)"),
    method("family.glm(object, ...)", |a| Ok(a.value("object")?.part("family").unwrap_or(Value::Null))),
    method("family.lm(object, ...)", |a| {
        let family = Family::canonical(Distribution::Gaussian);
        family_object(a, family)
    }),
    method("family.family(object, ...)", |a| a.value("object")),
    method("print.family(x, ...)", |a| {
        let x = a.value("x")?;
        let (name, link) = (text_part(&x, "family"), text_part(&x, "link"));
        a.session.write(&format!("\nFamily: {name} \nLink function: {link} \n\n"));
        a.invisible(x)
    }),
    builtin("glm.control(epsilon = 1e-8, maxit = 25, trace = FALSE)", control),
];

fn control(args: &mut Args) -> Eval {
    let (epsilon, most) = (args.value("epsilon")?, args.value("maxit")?);
    let is_positive = |v: &Value| {
        matches!(v, Value::Double(_) | Value::Integer(_))
            && as_double(v, &mut Vec::new()).is_ok_and(|v| v.first().is_some_and(|v| *v > 0.0))
    };
    if !is_positive(&epsilon) {
        return fail("value of 'epsilon' must be > 0");
    }
    if !is_positive(&most) {
        return fail("maximum number of iterations must be > 0");
    }
    Ok(Value::named_list([("epsilon", epsilon), ("maxit", most), ("trace", args.value("trace")?)]))
}

/// How a link is called.
fn link_name(link: &Link) -> String {
    match link.name() {
        Ok(name) => name.to_string(),
        Err(lambda) => {
            let shown = raglan_engine::value::format::round_digits(lambda, 3);
            format!("mu^{}", super::coefmat::formatted(&[shown], 15).remove(0))
        }
    }
}

/// The link an argument asks for: a name, written with or without quotes, or a link object.
fn link_argument(args: &mut Args, distribution: Distribution, label: &str) -> Eval<Link> {
    let code = match args.is_missing("link") {
        true => args.value("link")?,
        false => args.expression("link"),
    };
    let accepted = Family::accepted_links(distribution);
    let written = match &code {
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        code => deparse_line(code).replace(' ', ""),
    };
    if accepted.contains(&written.as_str())
        && let Some(link) = Link::parse(&written)
    {
        return Ok(link);
    }
    let refused = || {
        let accepted: Vec<String> = accepted.iter().map(|l| format!("\u{2018}{l}\u{2019}")).collect();
        format!(
            "link \"{written}\" not available for {label} family; available links are {}",
            accepted.join(", ")
        )
    };
    match args.value("link")? {
        Value::Character(v) => {
            let name = v.data.get(0).unwrap_or("NA");
            match Link::parse(name) {
                Some(link) => Ok(link),
                None => fail(format!("\u{2018}{name}\u{2019} link not recognised")),
            }
        }
        object if object.has_class("link-glm") => {
            let name = text_part(&object, "name");
            let power = name.strip_prefix("mu^").and_then(|p| p.parse::<f64>().ok());
            match Link::parse(&name).or(power.map(Link::power)) {
                Some(link) => Ok(link),
                None => fail(format!("links made by hand, as '{name}', are not implemented")),
            }
        }
        _ => fail(refused()),
    }
}

fn family(args: &mut Args, distribution: Distribution, label: &str) -> Eval {
    let link = link_argument(args, distribution, label)?;
    family_object(args, Family::new(distribution, link))
}

fn quasi(args: &mut Args) -> Eval {
    let code = match args.is_missing("variance") {
        true => args.value("variance")?,
        false => args.expression("variance"),
    };
    let written = match &code {
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        code => deparse_line(code),
    };
    let Some(variance) = Variance::parse(&written.replace(' ', "")) else {
        return fail(format!(
            "'variance' \"{written}\" is invalid: possible values are \"mu(1-mu)\", \"mu\", \"mu^2\", \
             \"mu^3\" and \"constant\""
        ));
    };
    let distribution = Distribution::Quasi(variance);
    let link = link_argument(args, distribution, "quasi")?;
    family_object(args, Family::new(distribution, link))
}

/// A function of R with `this` in sight.
fn function(args: &mut Args, scope: &Environment, code: &str) -> Eval {
    let code = parse_one(code)?;
    args.session.eval(&code, scope)
}

/// Where the functions of an object live: they see it as `this`.
fn scope_of(args: &mut Args, this: Value) -> Eval<Environment> {
    let scope = Environment::new(&args.session.namespace("stats")?);
    scope.set("this", this);
    Ok(scope)
}

/// The functions of a link.
fn link_functions(args: &mut Args, scope: &Environment) -> Eval<[Value; 4]> {
    Ok([
        function(args, scope, "function(mu) .family.link(this, mu, \"link\")")?,
        function(args, scope, "function(eta) .family.link(this, eta, \"inverse\")")?,
        function(args, scope, "function(eta) .family.link(this, eta, \"slope\")")?,
        function(args, scope, "function(eta) .family.possible(this, eta, \"eta\")")?,
    ])
}

fn link_object(args: &mut Args, link: Link) -> Eval {
    let name = Value::string(&link_name(&link));
    let this = Value::named_list([("family", Value::string("gaussian")), ("link", name.clone())]);
    let scope = scope_of(args, this)?;
    let [to, from, slope, valid] = link_functions(args, &scope)?;
    let parts = [("linkfun", to), ("linkinv", from), ("mu.eta", slope), ("valideta", valid), ("name", name)];
    Ok(Value::named_list(parts).with_class(&["link-glm"]))
}

/// A family as R's list.
fn family_object(args: &mut Args, family: Family) -> Eval {
    let name = Value::string(family.name());
    let link = Value::string(&link_name(&family.link));
    let variance = match family.distribution {
        Distribution::Quasi(variance) => Some(Value::string(variance.name())),
        _ => None,
    };
    let mut core = vec![("family", name.clone()), ("link", link.clone())];
    core.extend(variance.clone().map(|v| ("varfun", v)));
    let scope = scope_of(args, Value::named_list(core))?;
    let [to, from, slope, valid_eta] = link_functions(args, &scope)?;
    let mut parts = vec![
        ("family", name),
        ("link", link),
        ("linkfun", to),
        ("linkinv", from),
        ("variance", function(args, &scope, "function(mu) .family.variance(this, mu)")?),
        ("dev.resids", function(args, &scope, "function(y, mu, wt) .family.deviances(this, y, mu, wt)")?),
        ("aic", function(args, &scope, "function(y, n, mu, wt, dev) .family.aic(this, y, n, mu, wt, dev)")?),
        ("mu.eta", slope),
        ("validmu", function(args, &scope, "function(mu) .family.possible(this, mu, \"mu\")")?),
        ("valideta", valid_eta),
    ];
    parts.extend(variance.map(|v| ("varfun", v)));
    match family.distribution {
        Distribution::Quasi(_) | Distribution::QuasiBinomial | Distribution::QuasiPoisson => {}
        _ if family.has_known_scale() => parts.push(("dispersion", Value::double(1.0))),
        _ => parts.push(("dispersion", Value::double(NA_REAL))),
    }
    Ok(Value::named_list(parts).with_class(&["family"]))
}

/// A function of each element, attributes kept.
fn mapped(args: &mut Args, name: &str, f: impl Fn(f64) -> f64) -> Eval {
    let attributes = args.value(name)?.attributes().clone();
    let values = args.doubles(name)?;
    Ok(Value::doubles(values.iter().map(|&v| f(v)).collect::<Vec<_>>()).with_attributes(attributes))
}

fn link_part(args: &mut Args) -> Eval {
    let link = family_of(&args.value("object")?)?.link;
    match args.string("part")?.as_str() {
        "link" => mapped(args, "x", |mu| link.link(mu)),
        "inverse" => mapped(args, "x", |eta| link.inverse(eta)),
        _ => mapped(args, "x", |eta| link.mu_eta(eta)),
    }
}

fn possible(args: &mut Args) -> Eval {
    let family = family_of(&args.value("object")?)?;
    let values = args.doubles("x")?;
    let possible = match args.string("part")?.as_str() {
        "mu" => family.valid_mu(&values),
        _ => family.link.valid_eta(&values),
    };
    Ok(Value::logical(possible))
}

fn unit_deviances(args: &mut Args) -> Eval {
    let family = family_of(&args.value("object")?)?;
    let (y, mu, w) = (args.doubles("y")?, args.doubles("mu")?, args.doubles("wt")?);
    let attributes = args.value("mu")?.attributes().only(|n| n == known::NAMES);
    if y.is_empty() || w.is_empty() {
        return fail("no responses or no weights");
    }
    let unit = |i: usize| family.unit_deviance(y[i % y.len()], mu[i], w[i % w.len()]);
    Ok(Value::doubles((0..mu.len()).map(unit).collect::<Vec<_>>()).with_attributes(attributes))
}

fn aic(args: &mut Args) -> Eval {
    let family = family_of(&args.value("object")?)?;
    let (y, mu, w) = (args.doubles("y")?, args.doubles("mu")?, args.doubles("wt")?);
    let n = args.doubles("n")?;
    if n.is_empty() || w.is_empty() || mu.is_empty() {
        return fail("no trials, no weights or no means");
    }
    let recycled = |v: &[f64]| -> Vec<f64> { (0..y.len()).map(|i| v[i % v.len()]).collect() };
    let (trials, mu, w) = (recycled(&n), recycled(&mu), recycled(&w));
    let deviance = args.number("dev")?;
    Ok(Value::double(family.aic(&y, &trials, &mu, &w, deviance).unwrap_or(NA_REAL)))
}
