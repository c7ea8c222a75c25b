//! `s()`, `te()` and `ti()`: what a formula says about a smooth, as R's list and taken apart.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::{Value, as_character, as_double, deparse_line};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "s(..., k = -1, fx = FALSE, bs = \"tp\", m = NA, by = NA, xt = NULL, id = NULL, sp = NULL, pc = NULL)",
        single,
    ),
    lazy(
        "te(..., k = NA, bs = \"cr\", m = NA, d = NA, by = NA, fx = FALSE, np = TRUE, xt = NULL, id = NULL, \
         sp = NULL, pc = NULL)",
        |a| tensor(a, false),
    ),
    lazy(
        "ti(..., k = NA, bs = \"cr\", m = NA, d = NA, by = NA, fx = FALSE, np = TRUE, xt = NULL, id = NULL, \
         sp = NULL, mc = NULL, pc = NULL)",
        |a| tensor(a, true),
    ),
    builtin("t2(...)", |_| fail("`t2` is not implemented")),
];

/// The functions that make smooths in a formula.
pub(super) const SMOOTHS: &[&str] = &["s", "te", "ti", "t2"];

/// What a formula says about a smooth.
#[derive(Clone)]
pub(super) struct Specification {
    /// The covariates as code.
    pub(super) terms: Vec<String>,
    /// The `by` variable as code.
    pub(super) by: Option<String>,
    /// As `s(x,z)`.
    pub(super) label: String,
    /// Smoothing parameters given with the term.
    pub(super) sp: Vec<f64>,
    /// Whether the smooth is not penalised.
    pub(super) fixed: bool,
    /// What it is made of.
    pub(super) kind: Kind,
    /// R's list.
    pub(super) value: Value,
}

/// The kind of a smooth.
#[derive(Clone)]
pub(super) enum Kind {
    /// One basis.
    Single(Marginal),
    /// A product of marginal bases; `interaction` without their main effects.
    Tensor { margins: Vec<Marginal>, interaction: bool },
}

/// One basis.
#[derive(Clone)]
pub(super) struct Marginal {
    /// Two letters that name the basis.
    pub(super) class: String,
    /// Number of basis functions asked for.
    pub(super) dimension: Option<usize>,
    /// Orders of derivatives or differences.
    pub(super) order: Vec<f64>,
    /// Extra settings.
    pub(super) extra: Value,
    /// Number of covariates.
    pub(super) covariates: usize,
}

/// The covariates: the code of unnamed arguments.
fn covariates(args: &mut Args) -> Eval<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    let name = args.name();
    for argument in args.raw_dots() {
        if let Some(name_of) = argument.name {
            return fail(format!("argument '{name_of}' of `{name}` is not implemented"));
        }
        let code = match &argument.value {
            Value::Promise(p) => deparse_line(&p.expression()),
            other => deparse_line(other),
        };
        if code == "." {
            return fail(format!("{name}(.) not supported."));
        }
        if out.contains(&code) {
            return fail("Repeated variables as arguments of a smooth are not permitted");
        }
        out.push(code);
    }
    if out.is_empty() {
        return fail(format!("`{name}` needs a variable"));
    }
    Ok(out)
}

/// The `by` variable, `"NA"` for none.
fn by_variable(args: &Args) -> Eval<String> {
    let code = match args.expression("by") {
        Value::Missing => "NA".into(),
        code => deparse_line(&code),
    };
    if code == "." { fail("by=. not allowed") } else { Ok(code) }
}

fn number(value: &Value) -> Eval<Vec<f64>> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Logical(_) | Value::Integer(_) | Value::Double(_) => {
            Ok(as_double(value, &mut Vec::new())?.into_vec())
        }
        _ => fail("numbers are needed to describe a smooth"),
    }
}

fn text_list(items: &[String]) -> Value {
    Value::strings(items)
}

fn single(args: &mut Args) -> Eval {
    let terms = covariates(args)?;
    refuse_given(args, &["id", "pc"])?;
    let by = by_variable(args)?;
    let k = args.value("k")?;
    let dimension = match number(&k)?.as_slice() {
        [k] => k.round_ties_even(),
        _ => return fail("argument 'k' of `s` must be one number"),
    };
    if dimension != number(&k)?[0] {
        args.warn("argument k of s() should be integer and has been rounded")?;
    }
    let fixed = args.flag("fx")?;
    let class = args.string("bs")?;
    let label = format!("s({})", terms.join(","));
    let order = number(&args.value("m")?)?;
    let (extra, sp) = (args.value("xt")?, args.value("sp")?);
    let parts = [
        ("term", text_list(&terms)),
        ("bs.dim", Value::double(dimension)),
        ("fixed", Value::logical(fixed)),
        ("dim", Value::integer(terms.len() as i32)),
        ("p.order", Value::doubles(order)),
        ("by", Value::string(&by)),
        ("label", Value::string(&label)),
        ("xt", extra),
        ("id", Value::Null),
        ("sp", sp),
    ];
    Ok(Value::named_list(parts).with_class(&[&format!("{class}.smooth.spec")]))
}

fn refuse_given(args: &mut Args, names: &[&str]) -> Eval<()> {
    for name in names {
        if args.optional(name)?.is_some() {
            let function = args.name();
            return fail(format!("argument '{name}' of `{function}` is not implemented"));
        }
    }
    Ok(())
}

/// Values of an argument of a tensor product, one a margin.
fn spread<T: Clone>(given: Vec<T>, margins: usize, name: &str) -> Eval<Vec<T>> {
    match given.len() {
        1 => Ok(vec![given[0].clone(); margins]),
        n if n == margins => Ok(given),
        _ => fail(format!("argument '{name}' of a tensor product needs one value or one for each margin")),
    }
}

fn tensor(args: &mut Args, interaction: bool) -> Eval {
    let terms = covariates(args)?;
    refuse_given(args, &["id", "pc", "xt"])?;
    if interaction {
        refuse_given(args, &["mc"])?;
    }
    let by = by_variable(args)?;
    if !args.flag("np")? {
        let name = args.name();
        return fail(format!("argument 'np' of `{name}` is not implemented"));
    }
    let d: Vec<usize> = match number(&args.value("d")?)?.as_slice() {
        d if d.is_empty() || d.iter().any(|v| v.is_nan()) => vec![1; terms.len()],
        d => d.iter().map(|v| v.max(0.0) as usize).collect(),
    };
    if d.iter().sum::<usize>() != terms.len() || d.contains(&0) {
        return fail("the dimensions 'd' of the margins do not add up to the number of variables");
    }
    let n = d.len();
    let k = spread(number(&args.value("k")?)?, n, "k")?;
    let classes: Vec<String> =
        as_character(&args.value("bs")?)?.iter().flatten().map(str::to_string).collect();
    let classes = spread(classes, n, "bs")?;
    let orders = match args.value("m")? {
        Value::List(list) => list.data.iter().map(number).collect::<Eval<Vec<_>>>()?,
        other => number(&other)?.into_iter().map(|v| vec![v]).collect(),
    };
    let orders = spread(orders, n, "m")?;
    let fx: Vec<bool> = as_double(&args.value("fx")?, &mut Vec::new())?.iter().map(|v| *v != 0.0).collect();
    let fx = spread(fx, n, "fx")?;
    let mut margins = Vec::new();
    let mut first = 0;
    for (i, &size) in d.iter().enumerate() {
        let own = &terms[first..first + size];
        first += size;
        let dimension = if k[i].is_nan() { 5f64.powi(size as i32) } else { k[i].round_ties_even() };
        // One-dimensional bases give way to thin plates where a margin has several variables.
        let class = match classes[i].as_str() {
            "cr" | "cs" | "ps" | "cp" if size > 1 => "tp",
            other => other,
        };
        let parts = [
            ("term", text_list(own)),
            ("bs.dim", Value::double(dimension)),
            ("fixed", Value::logical(fx[i])),
            ("dim", Value::integer(size as i32)),
            ("p.order", Value::doubles(orders[i].clone())),
            ("by", Value::string("NA")),
            ("label", Value::string(&format!("s({})", own.join(",")))),
            ("xt", Value::Null),
            ("id", Value::Null),
            ("sp", Value::Null),
        ];
        margins.push(Value::named_list(parts).with_class(&[&format!("{class}.smooth.spec")]));
    }
    let function = if interaction { "ti" } else { "te" };
    let parts = [
        ("margin", Value::list(margins)),
        ("term", text_list(&terms)),
        ("by", Value::string(&by)),
        ("fx", Value::logicals(fx.iter().map(|f| Some(*f)).collect::<Vec<_>>())),
        ("label", Value::string(&format!("{function}({})", terms.join(",")))),
        ("dim", Value::integer(terms.len() as i32)),
        ("np", Value::logical(true)),
        ("id", Value::Null),
        ("sp", args.value("sp")?),
        ("inter", Value::logical(interaction)),
    ];
    Ok(Value::named_list(parts).with_class(&["tensor.smooth.spec"]))
}

fn texts(value: &Value, part: &str) -> Vec<String> {
    match value.part(part) {
        Some(Value::Character(v)) => v.data.iter().flatten().map(str::to_string).collect(),
        _ => Vec::new(),
    }
}

fn flags(value: &Value, part: &str) -> Vec<bool> {
    match value.part(part) {
        Some(Value::Logical(v)) => v.data.iter().map(|f| *f == Some(true)).collect(),
        _ => Vec::new(),
    }
}

impl Specification {
    /// Takes R's list apart.
    pub(super) fn from_value(value: &Value) -> Eval<Self> {
        let class = value.class_attribute().and_then(|c| c.get(0).map(str::to_string)).unwrap_or_default();
        let Some(class) = class.strip_suffix(".smooth.spec") else {
            return fail("a term of the formula is no smooth specification");
        };
        let fixed = match class {
            "tensor" => flags(value, "fx"),
            _ => flags(value, "fixed"),
        };
        if fixed.iter().any(|f| *f != fixed[0]) {
            return fail("`fx` that differs between margins is not implemented");
        }
        let kind = match (class, value.part("margin")) {
            ("tensor", Some(Value::List(margins))) => Kind::Tensor {
                margins: margins.data.iter().map(Marginal::from_value).collect::<Eval<Vec<_>>>()?,
                interaction: flags(value, "inter") == [true],
            },
            _ => Kind::Single(Marginal::from_value(value)?),
        };
        let by = texts(value, "by").first().cloned().filter(|b| b != "NA");
        let sp = value.part("sp").map_or(Ok(Vec::new()), |v| number(&v))?;
        let label = texts(value, "label").first().cloned().unwrap_or_default();
        Ok(Self {
            terms: texts(value, "term"),
            by,
            label,
            sp,
            fixed: fixed.first() == Some(&true),
            kind,
            value: value.clone(),
        })
    }
}

impl Marginal {
    fn from_value(value: &Value) -> Eval<Self> {
        let class = value.class_attribute().and_then(|c| c.get(0).map(str::to_string)).unwrap_or_default();
        let numbers = |part: &str| value.part(part).map_or(Ok(Vec::new()), |v| number(&v));
        let dimension = numbers("bs.dim")?.first().copied().unwrap_or(-1.0);
        Ok(Self {
            class: class.trim_end_matches(".smooth.spec").to_string(),
            dimension: (dimension >= 0.0).then_some(dimension as usize),
            order: numbers("p.order")?.into_iter().filter(|m| !m.is_nan()).collect(),
            extra: value.part("xt").unwrap_or(Value::Null),
            covariates: texts(value, "term").len(),
        })
    }
}
