//! The numerical part of mixed models: R's matrices and codes in, the fit as a named list out. What later
//! computations need of a linear fit stays in a handle that only these functions read.

use crate::stats::model::family_of;
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{Attributes, Symbol, Value, as_double, as_integer, known};
use raglan_stats::matrix::Matrix;
use raglan_stats::mixed::{
    Control, Derivatives, GeneralizedControl, GeneralizedMixedFit, GeneralizedMixedModel, LinearMixedFit,
    LinearMixedModel, LinearOptimizer, MixedError, Optimizer, RandomTerm, Satterthwaite, fit_generalized,
    fit_linear, satterthwaite,
};
use raglan_stats::optimize::Status;
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".mixed.linear(y, x, terms, weights, offset, REML, control)", linear),
    private(".mixed.generalized(y, x, terms, weights, trials, offset, family, control)", generalized),
    private(".mixed.variances(handle)", variances),
    private(".mixed.criterion(handle, theta)", criterion),
    private(".mixed.satterthwaite(handle)", degrees_of_freedom),
    private(".mixed.contrasts(tests, L)", contrasts),
    private(".mixed.joint(tests, L)", joint),
    private(".s4.object(class, package, extends, slots)", object),
];

fn numbers(value: &Value) -> Eval<Vec<f64>> {
    Ok(as_double(value, &mut Vec::new())?.into_vec())
}

fn matrix(value: &Value) -> Eval<Matrix> {
    let data = numbers(value)?;
    match value.dim().as_deref() {
        Some([rows, columns]) => Ok(Matrix::from_vec(*rows, *columns, data)),
        _ => fail("a matrix is needed"),
    }
}

fn matrix_of(x: &Matrix) -> Value {
    Value::doubles(x.data().to_vec())
        .with_attribute(known::DIM, Value::integers(vec![x.rows() as i32, x.cols() as i32]))
}

fn part(list: &Value, name: &str) -> Value {
    list.part(name).unwrap_or(Value::Null)
}

fn number(list: &Value, name: &str, default: f64) -> Eval<f64> {
    Ok(numbers(&part(list, name))?.first().copied().unwrap_or(default))
}

/// The random-effects terms: a list of lists with `columns`, `codes` from 1, and the number of `levels`.
fn terms(args: &mut Args) -> Eval<Vec<RandomTerm>> {
    let Value::List(list) = args.value("terms")? else { return fail("'terms' must be a list") };
    let mut out = Vec::new();
    for item in list.data.iter() {
        let codes = as_integer(&part(item, "codes"), &mut Vec::new())?;
        out.push(RandomTerm {
            columns: matrix(&part(item, "columns"))?,
            codes: codes.iter().map(|&c| c.max(1) as usize - 1).collect(),
            levels: number(item, "levels", 0.0)? as usize,
        });
    }
    Ok(out)
}

fn optional_numbers(args: &mut Args, name: &str) -> Eval<Option<Vec<f64>>> {
    args.optional(name)?.map(|v| numbers(&v)).transpose()
}

fn text(list: &Value, name: &str) -> String {
    match part(list, name) {
        Value::Character(v) => v.data.get(0).unwrap_or("").to_string(),
        _ => String::new(),
    }
}

/// The control of a linear fit from the list `control`.
fn linear_control(list: &Value) -> Eval<Control> {
    let mut control = Control::default();
    let evaluations = number(list, "maxeval", 0.0)? as usize;
    control.optimizer = match text(list, "optimizer").as_str() {
        "nloptwrap" => LinearOptimizer::Nlopt,
        "bobyqa" => LinearOptimizer::Powell(if evaluations > 0 { evaluations } else { 10_000 }),
        "Nelder_Mead" => LinearOptimizer::NelderMead(if evaluations > 0 { evaluations } else { 10_000 }),
        other => return fail(format!("the optimizer '{other}' is not implemented")),
    };
    let tolerances = &mut control.tolerances;
    tolerances.x_relative = number(list, "xtol_rel", tolerances.x_relative)?;
    tolerances.x_absolute = number(list, "xtol_abs", tolerances.x_absolute)?;
    tolerances.f_relative = number(list, "ftol_rel", tolerances.f_relative)?;
    tolerances.f_absolute = number(list, "ftol_abs", tolerances.f_absolute)?;
    if evaluations > 0 {
        tolerances.evaluations = evaluations;
    }
    if !matches!(part(list, "start"), Value::Null) {
        control.start = Some(numbers(&part(list, "start"))?);
    }
    control.restart_edge = number(list, "restart_edge", 1.0)? != 0.0;
    control.boundary_tolerance = number(list, "boundary.tol", control.boundary_tolerance)?;
    control.derivatives = number(list, "calc.derivs", 1.0)? != 0.0;
    control.singular_tolerance = number(list, "singular.tol", control.singular_tolerance)?;
    Ok(control)
}

fn error_text(error: MixedError) -> String {
    match error {
        MixedError::RankDeficient(rank) => format!("the fixed-effects model matrix has rank {rank}"),
        MixedError::NotPositiveDefinite(_) => "Downdated VtV is not positive definite".into(),
        MixedError::NoRandomTerm => "No random effects terms specified in formula".into(),
        MixedError::Optimizer => "the optimizer refused its arguments".into(),
        MixedError::NotConverged(n) => {
            format!("pwrssUpdate did not converge in {n} (maxit) iterations")
        }
        MixedError::Quadrature => "nAGQ > 1 is only available for models with a single, scalar \
                                   random-effects term"
            .into(),
        MixedError::StepHalvings(_) => {
            "(maxstephalfit) PIRLS step-halvings failed to reduce deviance in pwrssUpdate".into()
        }
        MixedError::InvalidResponse => "PIRLS loop resulted in NaN value".into(),
    }
}

fn linear(args: &mut Args) -> Eval {
    let y = args.doubles("y")?;
    let x = matrix(&args.value("x")?)?;
    let terms = terms(args)?;
    let (weights, offset) = (optional_numbers(args, "weights")?, optional_numbers(args, "offset")?);
    let reml = args.flag("REML")?;
    let control = linear_control(&args.value("control")?)?;
    let model = LinearMixedModel {
        y: &y,
        x: &x,
        terms: &terms,
        weights: weights.as_deref(),
        offset: offset.as_deref(),
        reml,
    };
    let fit = fit_linear(&model, &control).or_else(|error| fail(error_text(error)))?;
    let solution = &fit.solution;
    let mut parts = vec![
        ("order", one_based(&fit.order)),
        ("theta", Value::doubles(fit.theta.clone())),
        ("lower", Value::doubles(fit.lower.clone())),
        ("beta", Value::doubles(fit.beta.clone())),
        ("vcov", matrix_of(&fit.covariance)),
        ("sigma", Value::double(fit.sigma)),
        ("criterion", Value::double(fit.criterion)),
        ("deviance", Value::double(fit.deviance)),
        ("ldL2", Value::double(solution.log_determinant)),
        ("ldRX2", Value::double(solution.log_determinant_fixed)),
        ("wrss", Value::double(solution.wrss)),
        ("ussq", Value::double(solution.usqr)),
        ("u", effects(&solution.u)),
        ("b", effects(&solution.b)),
        ("fitted", Value::doubles(fit.fitted.clone())),
        ("residuals", Value::doubles(fit.residuals.clone())),
        ("feval", Value::integer(fit.evaluations as i32)),
        ("status", Value::string(status(fit.status))),
        ("singular", Value::logical(fit.singular)),
    ];
    parts.extend(derivative_parts(fit.derivatives.as_ref()));
    parts.push(("handle", Value::External(Rc::new(fit))));
    Ok(Value::named_list(parts))
}

fn one_based(order: &[usize]) -> Value {
    Value::integers(order.iter().map(|&t| t as i32 + 1).collect::<Vec<_>>())
}

fn effects(by_term: &[Matrix]) -> Value {
    Value::list(by_term.iter().map(matrix_of).collect::<Vec<_>>())
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Converged => "converged",
        Status::XConverged => "x",
        Status::FConverged => "f",
        Status::EvaluationsExhausted => "evaluations",
        Status::RoundoffLimited => "roundoff",
        Status::InvalidArguments => "arguments",
    }
}

/// Gradient, Hessian and what they say about convergence.
fn derivative_parts(derivatives: Option<&Derivatives>) -> Vec<(&'static str, Value)> {
    let Some(found) = derivatives else { return Vec::new() };
    let check = found.check();
    vec![
        ("gradient", Value::doubles(found.gradient.clone())),
        ("hessian", matrix_of(&found.hessian)),
        ("scaled", Value::logical(check.scaled_gradient.is_some())),
        ("largest", Value::double(check.largest)),
        ("eigenvalues", Value::doubles(check.eigenvalues)),
    ]
}

fn generalized(args: &mut Args) -> Eval {
    let y = args.doubles("y")?;
    let x = matrix(&args.value("x")?)?;
    let terms = terms(args)?;
    let (weights, trials) = (args.doubles("weights")?, args.doubles("trials")?);
    let offset = optional_numbers(args, "offset")?;
    let family = family_of(&args.value("family")?)?;
    let control = generalized_control(&args.value("control")?)?;
    let model = GeneralizedMixedModel {
        y: &y,
        x: &x,
        terms: &terms,
        weights: &weights,
        trials: &trials,
        offset: offset.as_deref(),
        family,
    };
    let fit = fit_generalized(&model, &control).or_else(|error| fail(error_text(error)))?;
    Ok(generalized_parts(fit))
}

fn generalized_control(list: &Value) -> Eval<GeneralizedControl> {
    let mut control = GeneralizedControl::default();
    let optimizer = |name: &str| match name {
        "bobyqa" => Ok(Optimizer::Bobyqa),
        "Nelder_Mead" => Ok(Optimizer::NelderMead),
        other => fail(format!("the optimizer '{other}' is not implemented for glmer")),
    };
    control.optimizers = [optimizer(&text(list, "first"))?, optimizer(&text(list, "second"))?];
    control.quadrature_points = number(list, "nAGQ", 1.0)? as usize;
    control.evaluations = number(list, "maxeval", control.evaluations as f64)? as usize;
    control.tolerance = number(list, "tolPwrss", control.tolerance)?;
    control.boundary_tolerance = number(list, "boundary.tol", control.boundary_tolerance)?;
    control.derivatives = number(list, "calc.derivs", 1.0)? != 0.0;
    control.singular_tolerance = number(list, "singular.tol", control.singular_tolerance)?;
    if !matches!(part(list, "start"), Value::Null) {
        control.start = Some(numbers(&part(list, "start"))?);
    }
    Ok(control)
}

fn generalized_parts(fit: GeneralizedMixedFit) -> Value {
    let mut parts = vec![
        ("order", one_based(&fit.order)),
        ("theta", Value::doubles(fit.theta.clone())),
        ("lower", Value::doubles(fit.lower.clone())),
        ("beta", Value::doubles(fit.beta.clone())),
        ("hessian.vcov", fit.hessian_covariance.as_ref().map_or(Value::Null, matrix_of)),
        ("factor.vcov", matrix_of(&fit.factor_covariance)),
        ("sigma", Value::double(fit.sigma)),
        ("criterion", Value::double(fit.criterion)),
        ("deviance", Value::double(fit.deviance)),
        ("conditional", Value::double(fit.conditional)),
        ("ldL2", Value::double(fit.log_determinant)),
        ("ldRX2", Value::double(fit.log_determinant_fixed)),
        ("wrss", Value::double(fit.wrss)),
        ("ussq", Value::double(fit.usqr)),
        ("u", effects(&fit.u)),
        ("b", effects(&fit.b)),
        ("variances", blocks(&fit.conditional_covariance)),
        ("eta", Value::doubles(fit.eta.clone())),
        ("mu", Value::doubles(fit.mu.clone())),
        ("working", Value::doubles(fit.working_weights.clone())),
        ("feval", Value::integer(fit.evaluations as i32)),
        ("status", Value::string(status(fit.status))),
        ("singular", Value::logical(fit.singular)),
    ];
    parts.extend(derivative_parts(fit.derivatives.as_ref()));
    Value::named_list(parts)
}

/// Covariance blocks of each term as an array, effects × effects × levels.
fn blocks(by_term: &[Vec<Matrix>]) -> Value {
    let array = |levels: &Vec<Matrix>| {
        let width = levels.first().map_or(0, Matrix::rows) as i32;
        let data: Vec<f64> = levels.iter().flat_map(|block| block.data().iter().copied()).collect();
        let dim = vec![width, width, levels.len() as i32];
        Value::doubles(data).with_attribute(known::DIM, Value::integers(dim))
    };
    Value::list(by_term.iter().map(array).collect::<Vec<_>>())
}

fn handle<T: 'static>(args: &mut Args, name: &str) -> Eval<Rc<T>> {
    let Value::External(any) = args.value(name)? else { return fail("the model has no handle") };
    any.downcast::<T>().or_else(|_| fail("the handle is of another kind"))
}

/// The conditional covariances of the random effects, in units of σ².
fn variances(args: &mut Args) -> Eval {
    let fit = handle::<LinearMixedFit>(args, "handle")?;
    let mut function = fit.function.clone();
    function.evaluate(&fit.theta);
    Ok(blocks(&function.conditional_covariance()))
}

/// The criterion at other values of theta.
fn criterion(args: &mut Args) -> Eval {
    let fit = handle::<LinearMixedFit>(args, "handle")?;
    let theta = args.doubles("theta")?;
    if theta.len() != fit.theta.len() {
        return fail(format!("theta must have {} values", fit.theta.len()));
    }
    Ok(Value::double(fit.function.clone().evaluate(&theta)))
}

/// What Satterthwaite's degrees of freedom are computed from, with a handle for [`contrasts`] and [`joint`].
fn degrees_of_freedom(args: &mut Args) -> Eval {
    let fit = handle::<LinearMixedFit>(args, "handle")?;
    let tests = satterthwaite(&fit).or_else(|error| fail(error_text(error)))?;
    Ok(Value::named_list([
        ("covariance", matrix_of(&tests.parameter_covariance)),
        ("derivatives", Value::list(tests.derivatives.iter().map(matrix_of).collect::<Vec<_>>())),
        ("negative", Value::doubles(tests.negative_eigenvalues.clone())),
        ("zero", Value::doubles(tests.zero_eigenvalues.clone())),
        ("tests", Value::External(Rc::new(tests))),
    ]))
}

/// The t tests of the contrasts in the rows of `L`.
fn contrasts(args: &mut Args) -> Eval {
    let tests = handle::<Satterthwaite>(args, "tests")?;
    let l = matrix(&args.value("L")?)?;
    let found: Vec<_> = (0..l.rows()).map(|i| tests.contrast(&l.row(i))).collect();
    let column = |f: &dyn Fn(usize) -> f64| Value::doubles((0..found.len()).map(f).collect::<Vec<_>>());
    Ok(Value::named_list([
        ("estimate", column(&|i| found[i].estimate)),
        ("error", column(&|i| found[i].standard_error)),
        ("df", column(&|i| found[i].df)),
        ("t", column(&|i| found[i].t)),
    ]))
}

/// The F test of all contrasts in the rows of `L` at once; NULL when there is nothing to test.
fn joint(args: &mut Args) -> Eval {
    let tests = handle::<Satterthwaite>(args, "tests")?;
    let l = matrix(&args.value("L")?)?;
    Ok(match tests.joint(&l) {
        None => Value::Null,
        Some(test) => Value::doubles(vec![
            test.sum_of_squares,
            test.mean_square,
            test.numerator_df as f64,
            test.denominator_df,
            test.f,
        ]),
    })
}

/// An object of a formal class from its slots.
fn object(args: &mut Args) -> Eval {
    let class = Value::string(&args.string("class")?)
        .with_attribute(Symbol::new("package"), Value::string(&args.string("package")?));
    let slots = args.value("slots")?;
    let Value::List(values) = &slots else { return fail("'slots' must be a list") };
    let Some(names) = slots.names() else { return fail("slots need names") };
    let mut attributes = Attributes::default();
    for (name, value) in names.iter().zip(values.data.iter()) {
        attributes.set(Symbol::new(name.unwrap_or("")), value.clone());
    }
    attributes.set(known::CLASS, class);
    attributes.set(Symbol::new(raglan_engine::value::EXTENDS), args.value("extends")?);
    Ok(Value::Object(Rc::new(attributes)))
}
