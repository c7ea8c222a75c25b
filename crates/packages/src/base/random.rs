//! The session's random numbers: `set.seed`, `RNGkind`, `RNGversion`, `sample`.
//!
//! The stream lives where R keeps it, in `.Random.seed` of the user's environment: [`drawing`] reads it,
//! draws and writes it back, so that saving, restoring and removing the variable work as in R. A session
//! that draws before it sets a seed starts from the host's, and [`Unseeded`] remembers that it did.

use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail, lazy};
use raglan_engine::value::{Environment, NA_INTEGER, Symbol, Value, known, type_name};
use raglan_stats::random::{Generator, SampleKind, StateError, normalized};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("set.seed(seed, kind = NULL, normal.kind = NULL, sample.kind = NULL)", set_seed),
    builtin("RNGkind(kind = NULL, normal.kind = NULL, sample.kind = NULL)", rng_kind),
    builtin("RNGversion(vstr)", rng_version),
    lazy("sample(x, size, replace = FALSE, prob = NULL)", sample),
    builtin(
        "sample.int(n, size = n, replace = FALSE, prob = NULL, useHash = (n > 1e+07 && !replace && \
         is.null(prob) && (!is.null(size)) && size <= n/2))",
        sample_int,
    ),
];

/// Whether the session drew random numbers from a stream that nobody seeded.
#[derive(Default)]
pub struct Unseeded(pub bool);

fn variable() -> Symbol {
    Symbol::new(".Random.seed")
}

/// Draws from the session's stream.
pub fn drawing<T>(session: &mut Session, draw: impl FnOnce(&mut Generator) -> T) -> Eval<T> {
    let mut generator = current(session)?;
    let out = draw(&mut generator);
    store(session, &generator);
    Ok(out)
}

fn store(session: &Session, generator: &Generator) {
    session.global.set(variable(), Value::integers(generator.state()));
}

/// The stream as `.Random.seed` has it, else one from the host's seed.
fn current(session: &mut Session) -> Eval<Generator> {
    match session.global.get(variable()) {
        Some(Value::Integer(state)) => match Generator::from_state(&state.data) {
            Ok(generator) => Ok(generator),
            Err(StateError::Kind(code)) => {
                fail(format!("the random number kinds of '.Random.seed[1] = {code}' are not implemented"))
            }
            Err(StateError::Length) => fail("'.Random.seed' has wrong length"),
        },
        Some(Value::Promise(promise)) => {
            let value = session.force(Value::Promise(promise))?;
            session.global.set(variable(), value);
            current(session)
        }
        Some(other) => {
            let text = format!(
                "'.Random.seed' is not an integer vector but of type '{}', so ignored",
                type_name(&other)
            );
            session.warn(&text, None)?;
            Ok(unseeded(session))
        }
        None => Ok(unseeded(session)),
    }
}

fn unseeded(session: &mut Session) -> Generator {
    session.state::<Unseeded>().0 = true;
    Generator::seeded(session.host.seed())
}

fn set_seed(args: &mut Args) -> Eval {
    let seed = match args.optional("seed")? {
        None => None,
        Some(_) => match args.integers("seed")?.first() {
            Some(&seed) if seed != NA_INTEGER => Some(seed),
            _ => return fail("supplied seed is not a valid integer"),
        },
    };
    // The kinds are kept, the place in the stream is not.
    let mut generator =
        if args.session.global.has(variable()) { current(args.session)? } else { Generator::seeded(0) };
    let seed = match seed {
        Some(seed) => seed,
        None => {
            args.session.state::<Unseeded>().0 = true;
            args.session.host.seed()
        }
    };
    choose_kinds(args, &mut generator)?;
    generator.reseed(seed);
    store(args.session, &generator);
    args.invisible(Value::Null)
}

fn rng_kind(args: &mut Args) -> Eval {
    let mut generator = current(args.session)?;
    let before = kinds(&generator);
    let chosen = choose_kinds(args, &mut generator)?;
    store(args.session, &generator);
    if chosen { args.invisible(before) } else { Ok(before) }
}

fn kinds(generator: &Generator) -> Value {
    let sample = match generator.sample_kind() {
        SampleKind::Rejection => "Rejection",
        SampleKind::Rounding => "Rounding",
    };
    Value::strings(["Mersenne-Twister", "Inversion", sample])
}

const UNIFORM_KINDS: &[&str] = &[
    "Wichmann-Hill",
    "Marsaglia-Multicarry",
    "Super-Duper",
    "Mersenne-Twister",
    "Knuth-TAOCP",
    "user-supplied",
    "Knuth-TAOCP-2002",
    "L'Ecuyer-CMRG",
    "default",
];

const NORMAL_KINDS: &[&str] = &[
    "Buggy Kinderman-Ramage",
    "Ahrens-Dieter",
    "Box-Muller",
    "Inversion",
    "Kinderman-Ramage",
    "user-supplied",
    "default",
];

const SAMPLE_KINDS: &[&str] = &["Rounding", "Rejection", "default"];

/// Sets the kinds that were given; whether any was.
fn choose_kinds(args: &mut Args, generator: &mut Generator) -> Eval<bool> {
    let mut chosen = false;
    if let Some(kind) = chosen_kind(args, "kind", UNIFORM_KINDS, "abbreviation of an RNG")? {
        chosen = true;
        if !matches!(kind, "Mersenne-Twister" | "default") {
            return fail(format!("random numbers of kind \"{kind}\" are not implemented"));
        }
        // As documented, a change of kind starts from a seed drawn from the old stream.
        let seed = (generator.uniform() * 4294967295.0) as u32;
        generator.reseed(seed as i32);
    }
    if let Some(kind) = chosen_kind(args, "normal.kind", NORMAL_KINDS, "choice")? {
        chosen = true;
        if !matches!(kind, "Inversion" | "default") {
            return fail(format!("normal random numbers of kind \"{kind}\" are not implemented"));
        }
    }
    if let Some(kind) = chosen_kind(args, "sample.kind", SAMPLE_KINDS, "choice")? {
        chosen = true;
        if kind == "Rounding" {
            args.warn("non-uniform 'Rounding' sampler used")?;
            generator.set_sample_kind(SampleKind::Rounding);
        } else {
            generator.set_sample_kind(SampleKind::Rejection);
        }
    }
    Ok(chosen)
}

/// The name of a kind, which may be abbreviated.
fn chosen_kind(
    args: &mut Args,
    name: &str,
    kinds: &[&'static str],
    what: &str,
) -> Eval<Option<&'static str>> {
    let Some(given) = args.optional(name)? else { return Ok(None) };
    let Value::Character(given) = &given else {
        return fail(format!("'{name}' must be a character string of length 1 (RNG to be used)."));
    };
    let text = given.data.get(0).unwrap_or("NA").to_string();
    let mut fits = kinds.iter().filter(|k| k.starts_with(&text));
    let exact = kinds.iter().find(|k| **k == text);
    match (exact, fits.next(), fits.next()) {
        (Some(kind), _, _) | (None, Some(kind), None) => Ok(Some(kind)),
        _ => {
            let shown = if name == "kind" { text.as_str() } else { "NA" };
            fail(format!("'{shown}' is not a valid {what}"))
        }
    }
}

/// The kinds that were the default in a version of R, as far as they are there.
fn rng_version(args: &mut Args) -> Eval {
    let text = args.value("vstr")?;
    let text = raglan_engine::value::as_character(&text)?.get(0).unwrap_or("").to_string();
    let numbers: Vec<u32> = text.split(['.', '-']).filter_map(|part| part.parse().ok()).collect();
    if numbers.len() < 2 {
        return fail(format!("malformed version string '{text}'"));
    }
    if numbers < vec![1, 7, 0] {
        return fail("the random number kinds of R before 1.7.0 are not implemented");
    }
    let mut generator = current(args.session)?;
    let seed = (generator.uniform() * 4294967295.0) as u32;
    generator.reseed(seed as i32);
    generator.set_sample_kind(SampleKind::Rejection);
    if numbers < vec![3, 6, 0] {
        args.warn("non-uniform 'Rounding' sampler used")?;
        generator.set_sample_kind(SampleKind::Rounding);
    }
    store(args.session, &generator);
    args.invisible(Value::Null)
}

/// `sample`: of `1:x` for one number, else of the elements of `x`.
fn sample(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let scope = Environment::new(&args.session.base);
    for name in ["replace", "prob"] {
        let value = args.value(name)?;
        scope.set(name, value);
    }
    let range = match &x {
        Value::Integer(_) | Value::Double(_) if x.len() == 1 && !x.is_factor() => {
            let n = args.number("x")?;
            n.is_finite() && n >= 1.0
        }
        _ => false,
    };
    let of_x = || Value::call("length", [Value::symbol("x")]);
    scope.set(known::X, x.clone());
    let size = match args.raw("size").filter(|_| !args.is_missing("size")) {
        Some(size) => args.session.force(size)?,
        None if range => x.clone(),
        None => args.session.eval(&of_x(), &scope)?,
    };
    scope.set("size", size);
    let population = if range { Value::symbol("x") } else { of_x() };
    let rest = ["size", "replace", "prob"].map(Value::symbol);
    let call = Value::call("sample.int", std::iter::once(population).chain(rest));
    let drawn = args.session.eval(&call, &scope)?;
    if range {
        return Ok(drawn);
    }
    scope.set("drawn", drawn);
    let call = Value::call("[", ["x", "drawn"].map(Value::symbol));
    args.session.eval(&call, &scope)
}

fn sample_int(args: &mut Args) -> Eval {
    if args.value("n")?.len() != 1 {
        return fail("length(n) == 1L is not TRUE");
    }
    let n = args.number("n")?.floor();
    let size = match args.optional("size")? {
        None => n,
        Some(_) => args.doubles("size")?.first().copied().unwrap_or(f64::NAN).floor(),
    };
    if !(0.0..=4.5e15).contains(&n) || (size > 0.0 && n == 0.0) {
        return fail("invalid first argument");
    }
    if !(size >= 0.0) || !size.is_finite() {
        return fail("invalid 'size' argument");
    }
    args.session.check_length(size, 8.0)?;
    let replace = args.flag("replace")?;
    let count = size as usize;
    if args.optional("prob")?.is_some() {
        let weights = args.doubles("prob")?.to_vec();
        let weights = probabilities(&weights, n, size, replace)?;
        let drawn = drawing(args.session, |g| {
            if replace {
                g.sample_weighted_replace(&weights, count)
            } else {
                g.sample_weighted_without(&weights, count)
            }
        })?;
        return Ok(Value::integers(drawn.into_iter().map(|i| i as i32 + 1).collect::<Vec<_>>()));
    }
    if !replace && size > n {
        return fail("cannot take a sample larger than the population when 'replace = FALSE'");
    }
    let hash = args.flag("useHash")?;
    if hash && (replace || size > n / 2.0) {
        return fail("invalid use of 'useHash'");
    }
    if !hash && !replace {
        args.session.check_length(n, 8.0)?;
    }
    let drawn: Vec<f64> = drawing(args.session, |g| {
        if replace {
            g.sample_replace(n, count)
        } else if hash {
            g.sample_distinct(n, count)
        } else {
            g.sample_without(n as usize, count).into_iter().map(|i| i as f64).collect()
        }
    })?;
    Ok(if n <= f64::from(i32::MAX) {
        Value::integers(drawn.into_iter().map(|i| i as i32 + 1).collect::<Vec<_>>())
    } else {
        Value::doubles(drawn.into_iter().map(|i| i + 1.0).collect::<Vec<_>>())
    })
}

/// Checked weights that sum to one.
fn probabilities(weights: &[f64], n: f64, size: f64, replace: bool) -> Eval<Vec<f64>> {
    if weights.len() as f64 != n {
        return fail("incorrect number of probabilities");
    }
    if weights.iter().any(|w| !w.is_finite()) {
        return fail("NA in probability vector");
    }
    if weights.iter().any(|&w| w < 0.0) {
        return fail("negative probability");
    }
    let positive = weights.iter().filter(|&&w| w > 0.0).count();
    if !replace && size > n {
        return fail("cannot take a sample larger than the population when 'replace = FALSE'");
    }
    if positive == 0 || (!replace && size > positive as f64) {
        return fail("too few positive probabilities");
    }
    Ok(normalized(weights))
}
