//! Minima and zeros of R functions: `optimize`, `uniroot`, `optim`, `optimHess`.

use raglan_engine::eval::{Args, Builtin, Eval, Signal, builtin, fail};
use raglan_engine::value::{Argument, NA_INTEGER, NA_REAL, Value, as_double, known};
use raglan_stats::optimize::brent::{self, Extend};
use raglan_stats::optimize::general::{
    Conjugacy, Differentiable, General, NelderMead, Outcome, SearchError, Stopping, bfgs, conjugate_gradient,
    nelder_mead,
};
use raglan_stats::optimize::limited_memory::{Ending, LimitedMemory, limited_memory};
use std::cell::RefCell;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "optimize(f, interval, ..., lower = min(interval), upper = max(interval), maximum = FALSE, tol = \
         .Machine$double.eps^0.25)",
        optimize,
    ),
    builtin(
        "optimise(f, interval, ..., lower = min(interval), upper = max(interval), maximum = FALSE, tol = \
         .Machine$double.eps^0.25)",
        optimize,
    ),
    builtin(
        "uniroot(f, interval, ..., lower = min(interval), upper = max(interval), f.lower = f(lower, ...), \
         f.upper = f(upper, ...), extendInt = c(\"no\", \"yes\", \"downX\", \"upX\"), check.conv = FALSE, \
         tol = .Machine$double.eps^0.25, maxiter = 1000, trace = 0)",
        uniroot,
    ),
    builtin(
        "optim(par, fn, gr = NULL, ..., method = c(\"Nelder-Mead\", \"BFGS\", \"CG\", \"L-BFGS-B\", \"SANN\", \
         \"Brent\"), lower = -Inf, upper = Inf, control = list(), hessian = FALSE)",
        optim,
    ),
    builtin("optimHess(par, fn, gr = NULL, ..., control = list())", optim_hess),
];

type Failed = Box<Signal>;

/// One number from a call.
fn one_number(value: &Value) -> Eval<f64> {
    let numbers = as_double(value, &mut Vec::new())?;
    match numbers.first() {
        Some(x) if numbers.len() == 1 => Ok(*x),
        _ => fail("invalid function value in 'optimize'"),
    }
}

/// A function of one number whose failure is kept until the search is over.
struct OneVariable<'a, 'b> {
    args: &'a mut Args<'b>,
    function: Value,
    dots: Vec<Argument>,
    failure: Option<Failed>,
}

impl OneVariable<'_, '_> {
    fn at(&mut self, x: f64) -> f64 {
        if self.failure.is_some() {
            return f64::NAN;
        }
        let mut arguments = vec![Argument::new(Value::double(x))];
        arguments.extend(self.dots.iter().cloned());
        match self.args.apply(&self.function, arguments).and_then(|v| one_number(&v)) {
            Ok(value) => value,
            Err(failure) => {
                self.failure = Some(failure);
                f64::NAN
            }
        }
    }
}

fn one_variable<'a, 'b>(args: &'a mut Args<'b>) -> Eval<OneVariable<'a, 'b>> {
    let function = args.function("f")?;
    let dots = args.dots()?;
    Ok(OneVariable { args, function, dots, failure: None })
}

fn optimize(args: &mut Args) -> Eval {
    let (lower, upper, tolerance) = (args.number("lower")?, args.number("upper")?, args.number("tol")?);
    let maximum = args.flag("maximum")?;
    if !lower.is_finite() {
        return fail("invalid 'xmin' value");
    }
    if !upper.is_finite() {
        return fail("invalid 'xmax' value");
    }
    if lower >= upper {
        return fail("'xmin' not less than 'xmax'");
    }
    let sign = if maximum { -1.0 } else { 1.0 };
    let mut f = one_variable(args)?;
    let mut replaced = false;
    let best = brent::minimum(lower, upper, tolerance, |x| {
        let value = sign * f.at(x);
        if value.is_finite() {
            value
        } else {
            replaced = true;
            if value == f64::NEG_INFINITY { -f64::MAX } else { f64::MAX }
        }
    });
    let value = f.at(best);
    if let Some(failure) = f.failure {
        return Err(failure);
    }
    if replaced {
        args.warn("NA/Inf replaced by maximum positive value")?;
    }
    let name = if maximum { "maximum" } else { "minimum" };
    Ok(Value::named_list([(name, Value::double(best)), ("objective", Value::double(value))]))
}

fn uniroot(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["check.conv", "trace"])?;
    let (lower, upper, tolerance) = (args.number("lower")?, args.number("upper")?, args.number("tol")?);
    let limit = args.count("maxiter")?;
    let extend = match args.choice("extendInt")?.as_str() {
        "yes" => Extend::Both,
        "upX" => Extend::Increasing,
        "downX" => Extend::Decreasing,
        _ => Extend::No,
    };
    if !(lower < upper) {
        return fail("lower < upper  is not fulfilled");
    }
    let given = |args: &mut Args, name: &str| -> Eval<Option<f64>> {
        if args.is_missing(name) { Ok(None) } else { args.number(name).map(Some) }
    };
    let (at_lower, at_upper) = (given(args, "f.lower")?, given(args, "f.upper")?);
    let mut f = one_variable(args)?;
    let low = at_lower.unwrap_or_else(|| f.at(lower));
    let high = at_upper.unwrap_or_else(|| f.at(upper));
    if let Some(failure) = f.failure {
        return Err(failure);
    }
    if low.is_nan() {
        return fail("f.lower = f(lower) is NA");
    }
    if high.is_nan() {
        return fail("f.upper = f(upper) is NA");
    }
    let mut start = Value::integer(NA_INTEGER);
    let mut calls = 0;
    let zero = if low * high <= 0.0 || extend == Extend::No {
        if low * high > 0.0 {
            return fail("f() values at end points not of opposite sign");
        }
        Some(brent::zero_between((lower, low), (upper, high), tolerance, limit, |x| f.at(x)))
    } else {
        let zero = brent::zero(lower, upper, extend, tolerance, limit, |x| {
            calls += 1;
            f.at(x)
        });
        if let Some(zero) = &zero {
            // Every stretch costs two calls in both directions, else one; the search's own come after.
            start = Value::count((calls - 2usize).saturating_sub(zero.iterations) / 2);
        }
        zero
    };
    let Some(zero) = zero else {
        return fail("no sign change found in the extended interval");
    };
    let value = f.at(zero.root);
    if let Some(failure) = f.failure {
        return Err(failure);
    }
    if !zero.converged {
        args.warn(&format!("-NOT- converged in {limit} iterations"))?;
    }
    Ok(Value::named_list([
        ("root", Value::double(zero.root)),
        ("f.root", Value::double(value)),
        ("iter", Value::count(zero.iterations)),
        ("init.it", start),
        ("estim.prec", Value::double(zero.precision)),
    ]))
}

/// What `optim` was asked: the function scaled, its gradient by the user or by differences.
struct Problem<'a, 'b> {
    args: &'a mut Args<'b>,
    function: Value,
    gradient: Option<Value>,
    dots: Vec<Argument>,
    names: Option<Value>,
    fnscale: f64,
    parscale: Vec<f64>,
    ndeps: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Problem<'_, '_> {
    fn call(&mut self, function: &Value, scaled: &[f64]) -> Eval {
        let x: Vec<f64> = scaled.iter().zip(&self.parscale).map(|(x, s)| x * s).collect();
        let mut x = Value::doubles(x);
        if let Some(names) = &self.names {
            x.set_attribute(known::NAMES, names.clone());
        }
        let mut arguments = vec![Argument::new(x)];
        arguments.extend(self.dots.iter().cloned());
        self.args.apply(function, arguments)
    }

    fn value(&mut self, x: &[f64]) -> Eval<f64> {
        let function = self.function.clone();
        let value = self.call(&function, x)?;
        let numbers = as_double(&value, &mut Vec::new())?;
        match numbers.first() {
            Some(v) if numbers.len() == 1 => Ok(v / self.fnscale),
            _ => fail(format!("objective function in optim evaluates to length {} not 1", numbers.len())),
        }
    }

    fn gradient(&mut self, x: &[f64]) -> Eval<Vec<f64>> {
        if let Some(gradient) = self.gradient.clone() {
            let value = self.call(&gradient, x)?;
            let g = as_double(&value, &mut Vec::new())?;
            if g.len() != x.len() {
                return fail(format!("gradient in optim evaluated to length {} not {}", g.len(), x.len()));
            }
            return Ok((0..x.len()).map(|i| g[i] * self.parscale[i] / self.fnscale).collect());
        }
        let mut at = x.to_vec();
        let mut out = Vec::with_capacity(x.len());
        for i in 0..x.len() {
            // Steps stop at the bounds.
            let (up, down) =
                ((x[i] + self.ndeps[i]).min(self.upper[i]), (x[i] - self.ndeps[i]).max(self.lower[i]));
            let (ahead, back) = if up == x[i] + self.ndeps[i] && down == x[i] - self.ndeps[i] {
                (self.ndeps[i], self.ndeps[i])
            } else {
                (up - x[i], x[i] - down)
            };
            at[i] = up;
            let high = self.value(&at)?;
            at[i] = down;
            let low = self.value(&at)?;
            at[i] = x[i];
            let slope = (high - low) / (ahead + back);
            if !slope.is_finite() {
                return fail("non-finite finite-difference value [".to_string() + &(i + 1).to_string() + "]");
            }
            out.push(slope);
        }
        Ok(out)
    }

    /// Differences of gradients, made symmetric.
    fn hessian(&mut self, x: &[f64]) -> Eval<Vec<f64>> {
        let n = x.len();
        let mut at = x.to_vec();
        let mut h = vec![0.0; n * n];
        for i in 0..n {
            let step = self.ndeps[i] / self.parscale[i];
            at[i] = x[i] + step;
            let ahead = self.gradient(&at)?;
            at[i] = x[i] - step;
            let back = self.gradient(&at)?;
            at[i] = x[i];
            for j in 0..n {
                h[i * n + j] =
                    self.fnscale * (ahead[j] - back[j]) / (2.0 * step * self.parscale[i] * self.parscale[j]);
            }
        }
        Ok((0..n * n).map(|k| 0.5 * (h[k] + h[(k % n) * n + k / n])).collect())
    }
}

/// A number of `control`.
fn control(args: &mut Args, name: &str, default: f64) -> Eval<f64> {
    let list = args.value("control")?;
    match list.part(name) {
        None | Some(Value::Null) => Ok(default),
        Some(value) => one_number(&value),
    }
}

/// Numbers of `control`, one for each parameter.
fn controls(args: &mut Args, name: &str, default: f64, n: usize) -> Eval<Vec<f64>> {
    let list = args.value("control")?;
    match list.part(name) {
        None | Some(Value::Null) => Ok(vec![default; n]),
        Some(value) => {
            let given = as_double(&value, &mut Vec::new())?;
            if given.len() != n {
                return fail(format!("'{name}' is of the wrong length"));
            }
            Ok(given.to_vec())
        }
    }
}

const CONTROLS: &[&str] = &[
    "trace",
    "fnscale",
    "parscale",
    "ndeps",
    "maxit",
    "abstol",
    "reltol",
    "alpha",
    "beta",
    "gamma",
    "REPORT",
    "warn.1d.NelderMead",
    "type",
    "lmm",
    "factr",
    "pgtol",
];

fn bounds(args: &mut Args, name: &str, n: usize) -> Eval<Vec<f64>> {
    let given = args.doubles(name)?;
    if given.is_empty() {
        return fail(format!("invalid '{name}' argument"));
    }
    Ok((0..n).map(|i| given[i % given.len()]).collect())
}

fn problem<'a, 'b>(args: &'a mut Args<'b>, n: usize) -> Eval<Problem<'a, 'b>> {
    if let Some(names) = args.value("control")?.names() {
        for name in names.iter().flatten() {
            if !CONTROLS.contains(&name) {
                return fail(format!("unknown name in control: {name}"));
            }
        }
    }
    if control(args, "trace", 0.0)? > 0.0 {
        return fail("`trace` of `optim` is not implemented");
    }
    let function = args.function("fn")?;
    let gradient = args.optional("gr")?.map(|_| args.function("gr")).transpose()?;
    let (fnscale, parscale) = (control(args, "fnscale", 1.0)?, controls(args, "parscale", 1.0, n)?);
    let ndeps = controls(args, "ndeps", 1e-3, n)?;
    let names = args.value("par")?.attribute(known::NAMES);
    let dots = args.dots()?;
    Ok(Problem {
        args,
        function,
        gradient,
        dots,
        names,
        fnscale,
        parscale,
        ndeps,
        lower: vec![f64::NEG_INFINITY; n],
        upper: vec![f64::INFINITY; n],
    })
}

fn failed(error: SearchError<Failed>, what: &str) -> Failed {
    match error {
        SearchError::Function(failure) => failure,
        SearchError::NotFinite => raglan_engine::value::Failure::new(what).into(),
    }
}

/// The parts of an answer: parameters, value, counts, code and message.
type Answer = (Vec<f64>, f64, i32, i32, i32, Value);

fn optim(args: &mut Args) -> Eval {
    let start = args.doubles("par")?.to_vec();
    let n = start.len();
    let bounded = !args.is_missing("lower") || !args.is_missing("upper");
    let (lower, upper) = (bounds(args, "lower", n)?, bounds(args, "upper", n)?);
    let mut method = args.choice("method")?;
    let bounded = bounded && lower.iter().chain(&upper).any(|x| x.is_finite());
    if bounded && !matches!(method.as_str(), "L-BFGS-B" | "Brent") {
        args.warn("bounds can only be used with method L-BFGS-B (or Brent)")?;
        method = "L-BFGS-B".into();
    }
    if n == 1 && method == "Nelder-Mead" {
        args.warn("one-dimensional optimization by Nelder-Mead is unreliable:\nuse \"Brent\" or optimize() directly")?;
    }
    let answer = match method.as_str() {
        "SANN" => return fail("method \"SANN\" of `optim` is not implemented"),
        "Brent" => brent_search(args, n, lower[0], upper[0])?,
        _ => search(args, &method, &start, &lower, &upper)?,
    };
    let (par, value, evaluations, gradients, code, message) = answer;
    let mut shown = Value::doubles(par.clone());
    if let Some(names) = args.value("par")?.attribute(known::NAMES) {
        shown.set_attribute(known::NAMES, names);
    }
    let counts = Value::integers(vec![evaluations, gradients]).with_names(["function", "gradient"]);
    let mut parts = vec![
        ("par", shown),
        ("value", Value::double(value)),
        ("counts", counts),
        ("convergence", Value::integer(code)),
        ("message", message),
    ];
    if args.flag("hessian")? {
        parts.push(("hessian", hessian_at(args, &par)?));
    }
    Ok(Value::named_list(parts))
}

fn brent_search(args: &mut Args, n: usize, lower: f64, upper: f64) -> Eval<Answer> {
    if n != 1 {
        return fail("method = \"Brent\" is only available for one-dimensional optimization");
    }
    if !lower.is_finite() || !upper.is_finite() {
        return fail("'lower' and 'upper' must be finite values");
    }
    let tolerance = control(args, "reltol", f64::EPSILON.sqrt())?;
    let mut problem = problem(args, 1)?;
    let mut failure = None;
    let mut at = |x: f64| match problem.value(&[x]) {
        Ok(value) if value.is_finite() => value,
        Ok(_) => f64::MAX,
        Err(error) => {
            failure = Some(error);
            f64::MAX
        }
    };
    let best = brent::minimum(lower, upper, tolerance, &mut at);
    let value = at(best);
    match failure {
        Some(failure) => Err(failure),
        None => Ok((vec![best], value * problem.fnscale, NA_INTEGER, NA_INTEGER, 0, Value::Null)),
    }
}

fn search(args: &mut Args, method: &str, start: &[f64], lower: &[f64], upper: &[f64]) -> Eval<Answer> {
    let n = start.len();
    let limit = control(args, "maxit", if method == "Nelder-Mead" { 500.0 } else { 100.0 })? as usize;
    let absolute = control(args, "abstol", f64::NEG_INFINITY)?;
    let relative = control(args, "reltol", f64::EPSILON.sqrt())?;
    let simplex = NelderMead {
        alpha: control(args, "alpha", 1.0)?,
        beta: control(args, "beta", 0.5)?,
        gamma: control(args, "gamma", 2.0)?,
        absolute,
        relative,
        limit,
    };
    let formula = match control(args, "type", 1.0)? as i32 {
        2 => Conjugacy::PolakRibiere,
        3 => Conjugacy::BealeSorenson,
        _ => Conjugacy::FletcherReeves,
    };
    let memory = LimitedMemory {
        pairs: control(args, "lmm", 5.0)? as usize,
        factor: control(args, "factr", 1e7)?,
        gradient: control(args, "pgtol", 0.0)?,
        limit,
    };
    let mut asked = problem(args, n)?;
    let scaled = |x: &[f64], s: &[f64]| x.iter().zip(s).map(|(x, s)| x / s).collect::<Vec<_>>();
    let (fnscale, parscale) = (asked.fnscale, asked.parscale.clone());
    let start = scaled(start, &parscale);
    if method == "L-BFGS-B" {
        asked.lower = scaled(lower, &parscale);
        asked.upper = scaled(upper, &parscale);
    }
    let (lower, upper) = (asked.lower.clone(), asked.upper.clone());
    let shared = RefCell::new(asked);
    let mut value = |x: &[f64]| shared.borrow_mut().value(x);
    let mut gradient = |x: &[f64]| shared.borrow_mut().gradient(x);
    let back = |x: Vec<f64>| x.iter().zip(&parscale).map(|(x, s)| x * s).collect::<Vec<_>>();
    let stopping = Stopping { absolute, relative, limit };
    if method == "Nelder-Mead" {
        let g = nelder_mead(&start, &simplex, &mut value)
            .map_err(|e| failed(e, "function cannot be evaluated at initial parameters"))?;
        let code = code_of(&g);
        return Ok((back(g.x), g.value * fnscale, g.evaluations as i32, NA_INTEGER, code, Value::Null));
    }
    let mut f = Differentiable { value: &mut value, gradient: &mut gradient };
    if method == "L-BFGS-B" {
        let r = limited_memory(&start, &lower, &upper, &memory, &mut f)
            .map_err(|e| failed(e, "L-BFGS-B needs finite values of 'fn'"))?;
        let (code, text) = match r.ending {
            Ending::SmallGradient => (0, "CONVERGENCE: NORM OF PROJECTED GRADIENT <= PGTOL"),
            Ending::SmallReduction => (0, "CONVERGENCE: REL_REDUCTION_OF_F <= FACTR*EPSMCH"),
            Ending::Exhausted => (1, "NEW_X"),
            Ending::LineSearchFailed => (52, "ERROR: ABNORMAL_TERMINATION_IN_LNSRCH"),
            Ending::InfeasibleBounds => (52, "ERROR: NO FEASIBLE SOLUTION"),
        };
        let count = r.evaluations as i32;
        return Ok((back(r.x), r.value * fnscale, count, count, code, Value::string(text)));
    }
    let found = if method == "BFGS" {
        bfgs(&start, &stopping, &mut f).map_err(|e| failed(e, "initial value in 'vmmin' is not finite"))?
    } else {
        conjugate_gradient(&start, formula, &stopping, &mut f)
            .map_err(|e| failed(e, "Function cannot be evaluated at initial parameters"))?
    };
    let code = code_of(&found);
    let (calls, slopes) = (found.evaluations as i32, found.gradients as i32);
    Ok((back(found.x), found.value * fnscale, calls, slopes, code, Value::Null))
}

fn code_of(found: &General) -> i32 {
    match found.outcome {
        Outcome::Converged => 0,
        Outcome::Exhausted => 1,
        Outcome::Degenerate => 10,
    }
}

fn hessian_at(args: &mut Args, par: &[f64]) -> Eval {
    let names = args.value("par")?.names();
    let n = par.len();
    let mut problem = problem(args, n)?;
    let scaled: Vec<f64> = par.iter().zip(&problem.parscale).map(|(x, s)| x / s).collect();
    let h = problem.hessian(&scaled)?;
    if h.iter().any(|x| x.is_nan() && *x != NA_REAL) {
        return fail("non-finite value in the Hessian");
    }
    let mut out = Value::doubles(h).with_attribute(known::DIM, Value::integers(vec![n as i32, n as i32]));
    if let Some(names) = names {
        let names = Value::from(names);
        out.set_attribute(known::DIMNAMES, Value::list(vec![names.clone(), names]));
    }
    Ok(out)
}

fn optim_hess(args: &mut Args) -> Eval {
    let par = args.doubles("par")?.to_vec();
    hessian_at(args, &par)
}
