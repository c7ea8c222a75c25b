//! `gam()`: the model frame, the model matrix, the fit, and R's object of it.

use super::construction::{Smooth, build};
use super::formula::{Interpretation, interpret};
use super::response::response;
use crate::stats::model::{
    FrameRequest, ModelFrame, ModelMatrix as Parametric, Terms, TermsOptions, family_argument, family_of,
    matched_call, model_frame, model_matrix, names_or_empty, sides,
};
use raglan_engine::eval::{Args, Builtin, Eval, fail, lazy};
use raglan_engine::value::{Value, as_double};
use raglan_stats::glm::{Distribution, Family, Link, ResponseError};
use raglan_stats::smooth::{Gam, GamError, GamProblem, Method, ModelMatrix, SmoothTerm, constrain};

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "gam(formula, family = stats::gaussian(), data = list(), weights = NULL, subset = NULL, na.action, \
     offset = NULL, method = \"GCV.Cp\", optimizer = c(\"outer\", \"newton\"), control = list(), scale = 0, \
     select = FALSE, knots = NULL, sp = NULL, min.sp = NULL, H = NULL, gamma = 1, fit = TRUE, \
     paraPen = NULL, G = NULL, in.out = NULL, drop.unused.levels = TRUE, drop.intercept = NULL, nei = NULL, \
     discrete = FALSE, ...)",
    gam,
)];

const FORMALS: &[&str] = &[
    "formula",
    "family",
    "data",
    "weights",
    "subset",
    "na.action",
    "offset",
    "method",
    "optimizer",
    "control",
    "scale",
    "select",
    "knots",
    "sp",
    "min.sp",
    "H",
    "gamma",
    "fit",
    "paraPen",
    "G",
    "in.out",
    "drop.unused.levels",
    "drop.intercept",
    "nei",
    "discrete",
    "...",
];

/// Arguments that are refused unless they have their defaults.
const REFUSED: &[&str] =
    &["optimizer", "min.sp", "H", "fit", "paraPen", "G", "in.out", "drop.intercept", "nei", "discrete"];

/// A fit with all that predictions and tests need.
pub(super) struct Fitted {
    /// The numbers.
    pub(super) gam: Gam,
    /// Model matrix and penalties.
    pub(super) model: ModelMatrix,
    /// The smooths.
    pub(super) smooths: Vec<Smooth>,
    /// The frame the model was fitted to.
    pub(super) frame: ModelFrame,
    /// Terms of the parametric part.
    pub(super) terms: Terms,
    /// Its columns.
    pub(super) parametric: Parametric,
    /// Names of all coefficients.
    pub(super) names: Vec<String>,
    /// Names of the smoothing parameters, and whether each was given.
    pub(super) sp: Vec<(String, bool)>,
}

/// What `gam()` was asked for, besides the model.
pub(super) struct Settings {
    pub(super) method: Method,
    /// As the fit names it: `GCV`, `UBRE`, `REML`, `ML`.
    pub(super) name: &'static str,
    pub(super) family_value: Value,
    pub(super) offset: Option<Vec<f64>>,
}

fn gam(args: &mut Args) -> Eval {
    args.refuse_unless_default(REFUSED)?;
    if let Some(argument) = args.raw_dots().first() {
        let name = argument.name.map_or("...".to_string(), |n| n.as_str().to_string());
        return fail(format!("argument '{name}' of `gam` is not implemented"));
    }
    check_control(args)?;
    let family_value = family_argument(args, "family")?;
    let family = family_of(&family_value)?;
    let scale = args.number("scale")?;
    let known = scale > 0.0 || (scale == 0.0 && family.has_known_scale());
    if scale < 0.0 && family.has_known_scale() {
        return fail(
            "argument 'scale' of `gam` that asks for an estimate with this family is not implemented",
        );
    }
    let (method, name) = match args.string("method")?.as_str() {
        "GCV.Cp" => (Method::GcvCp, if known { "UBRE" } else { "GCV" }),
        "REML" => (Method::Reml, "REML"),
        "ML" => (Method::Ml, "ML"),
        other => return fail(format!("argument 'method' of `gam`: \"{other}\" is not implemented")),
    };
    let (frame, interpretation) = frame(args)?;
    let terms = parametric_terms(&interpretation, &frame)?;
    let own = ModelFrame { frame: frame.frame.clone(), terms: terms.clone() };
    let parametric = model_matrix(args.session, &own, &[])?;
    let response = response(args, &frame, &family)?;
    let select = args.flag("select")?;
    let knots = args.value("knots")?;
    let mut smooths = build(args.session, &frame, &interpretation.smooths, &knots, select)?;
    settle_nested(args, &mut smooths, terms.intercept)?;
    let matrices: Vec<SmoothTerm> = smooths.iter().map(|s| s.term.clone()).collect();
    let model = ModelMatrix::new(&parametric.x, &matrices).or_else(|e| fail(format!("{e:?}")))?;
    let mut names = parametric.names.clone();
    for smooth in &smooths {
        names.extend((1..=smooth.term.columns()).map(|k| format!("{}.{k}", smooth.label)));
    }
    let given = given_sp(args, &smooths)?;
    let sp = sp_names(&smooths).into_iter().zip(&given).map(|(n, v)| (n, *v >= 0.0)).collect();
    let offset = frame.offset()?;
    let problem = GamProblem {
        weights: Some(&response.weights),
        trials: response.trials.as_deref(),
        offset: offset.as_deref(),
        sp: given.iter().any(|v| *v >= 0.0).then_some(given.as_slice()),
        gamma: args.number("gamma")?,
        intercept: terms.intercept,
        scale: (scale > 0.0).then_some(scale),
        ..GamProblem::new(&model, &response.y, family, method)
    };
    let gam = problem.fit().or_else(|error| fail(error_text(error, &family)))?;
    let settings = Settings { method, name, family_value, offset };
    let fitted = Fitted { gam, model, smooths, frame, terms, parametric, names, sp };
    let call = matched_call(args, FORMALS)?;
    let formula = args.value("formula")?;
    super::report::object(fitted, &settings, formula, call)
}

/// Only settings that change nothing are taken.
fn check_control(args: &mut Args) -> Eval<()> {
    let control = args.value("control")?;
    for name in names_or_empty(&control) {
        if !matches!(name.as_str(), "nthreads" | "ncv.threads" | "keepData") {
            return fail(format!("'{name}' in argument 'control' of `gam` is not implemented"));
        }
    }
    Ok(())
}

/// The frame of all variables and the formula taken apart.
fn frame(args: &mut Args) -> Eval<(ModelFrame, Interpretation)> {
    let formula = args.value("formula")?;
    if sides(&formula).is_none() {
        return match formula {
            Value::List(_) => fail("lists of formulas are not implemented"),
            _ => fail("`gam` needs a formula"),
        };
    }
    let data = args.value("data")?;
    let interpretation = interpret(args.session, &formula, &data)?;
    let code = |args: &Args, name: &str| (!args.is_missing(name)).then(|| args.expression(name));
    let mut extras = Vec::new();
    for name in ["weights", "offset"] {
        extras.extend(code(args, name).map(|c| (name.to_string(), c)));
    }
    let request = FrameRequest {
        formula: interpretation.all.clone(),
        data,
        subset: code(args, "subset"),
        extras,
        na_action: if args.is_missing("na.action") { None } else { Some(args.value("na.action")?) },
        drop_unused_levels: args.flag("drop.unused.levels")?,
        levels: Vec::new(),
        options: TermsOptions::default(),
    };
    let frame = model_frame(args.session, &request)?;
    if frame.rows() == 0 {
        return fail("Not enough (non-NA) data to do anything meaningful");
    }
    Ok((frame, interpretation))
}

/// The terms of the parametric part with what the frame learnt about their variables.
fn parametric_terms(interpretation: &Interpretation, frame: &ModelFrame) -> Eval<Terms> {
    let mut terms = Terms::new(&interpretation.parametric, &TermsOptions::default())?;
    let all = frame.terms.names();
    let names = terms.names();
    let place = |n: &String| all.iter().position(|m| m == n);
    if let Some(code) = &frame.terms.predict_variables {
        let own = names.iter().zip(&terms.variables);
        let found = own.map(|(n, v)| place(n).map_or(v.clone(), |k| code[k].clone())).collect();
        terms.predict_variables = Some(found);
    }
    terms.data_classes =
        frame.terms.data_classes.iter().filter(|(n, _)| names.contains(n)).cloned().collect();
    Ok(terms)
}

/// Takes out of smooths of several variables what smooths of some of them have already.
fn settle_nested(args: &mut Args, smooths: &mut [Smooth], intercept: bool) -> Eval<()> {
    let mut terms: Vec<SmoothTerm> = smooths.iter().map(|s| s.term.clone()).collect();
    let variables: Vec<Vec<String>> = smooths.iter().map(Smooth::variables).collect();
    let repeated = constrain(&mut terms, &variables, intercept);
    for (smooth, term) in smooths.iter_mut().zip(terms) {
        smooth.term = term;
    }
    if repeated {
        let root = Value::call(
            "^",
            [Value::call("$", [Value::symbol(".Machine"), Value::symbol("double.eps")]), Value::double(0.5)],
        );
        let mut call = raglan_engine::value::Call::new(
            "gam.side",
            super::formula::unnamed(vec![Value::symbol("sm"), Value::symbol("X")]),
        );
        call.arguments.push(raglan_engine::value::Argument::named("tol", root));
        let text = "model has repeated 1-d smooths of same variable.";
        args.session.warn(text, Some(Value::Language(call.into())))?;
    }
    Ok(())
}

/// The smoothing parameters given with the model or its terms; negative where they are to be estimated.
fn given_sp(args: &mut Args, smooths: &[Smooth]) -> Eval<Vec<f64>> {
    let mut out = Vec::new();
    for smooth in smooths {
        let count = smooth.term.penalties.len();
        match smooth.specification.sp.len() {
            0 => out.extend(std::iter::repeat_n(-1.0, count)),
            n if n == count => out.extend(&smooth.specification.sp),
            _ => return fail("incorrect number of smoothing parameters supplied for a smooth term"),
        }
    }
    let Some(value) = args.optional("sp")? else { return Ok(out) };
    let given = as_double(&value, &mut Vec::new())?;
    if given.len() != out.len() {
        return fail(format!("argument 'sp' has {} values, the model {} parameters", given.len(), out.len()));
    }
    for (own, given) in out.iter_mut().zip(given.iter()) {
        if *given >= 0.0 {
            *own = *given;
        }
    }
    Ok(out)
}

fn sp_names(smooths: &[Smooth]) -> Vec<String> {
    let mut out = Vec::new();
    for smooth in smooths {
        match smooth.term.penalties.len() {
            1 => out.push(smooth.label.clone()),
            n => out.extend((1..=n).map(|k| format!("{}{k}", smooth.label))),
        }
    }
    out
}

fn error_text(error: GamError, family: &Family) -> String {
    match error {
        GamError::TooManyCoefficients => "Model has more coefficients than data".into(),
        GamError::Response(ResponseError::OutsideUnitInterval) => "y values must be 0 <= y <= 1".into(),
        GamError::Response(ResponseError::Negative) => {
            let name = match family.distribution {
                Distribution::QuasiPoisson => "quasiPoisson",
                _ => "Poisson",
            };
            format!("negative values not allowed for the '{name}' family")
        }
        GamError::Response(ResponseError::NotPositive) => match family.distribution {
            Distribution::InverseGaussian => {
                "positive values only are allowed for the 'inverse.gaussian' family".into()
            }
            _ => "non-positive values not allowed for the 'Gamma' family".into(),
        },
        GamError::Response(ResponseError::NoStart) => {
            "cannot find valid starting values: please specify some".into()
        }
        GamError::Unidentifiable => {
            "the coefficients of a smooth are determined by neither data nor penalties; \
                                     this is not implemented"
                .into()
        }
        GamError::Impossible => "inner loop; can't correct step size".into(),
        GamError::Unsupported(what) => format!("{what} is not implemented"),
        GamError::Linear(error) => format!("the fit cannot be computed: {error:?}"),
    }
}

/// Whether a fit is one of penalised least squares.
pub(super) fn is_additive(family: &Family) -> bool {
    family.distribution == Distribution::Gaussian && family.link == Link::Identity
}
