//! From what the formula says about smooths to their columns: bases at the data, `by` variables, factors of
//! random effects, and the same at new data.

use super::formula::code_of_text;
use super::specification::{Kind, Marginal, Specification};
use crate::stats::model::{
    ModelFrame, Terms, TermsOptions, as_formula, codes_of, formula_of, levels_of, model_matrix,
};
use raglan_engine::eval::{Eval, Session, Signal, condition, fail};
use raglan_engine::value::{NA_REAL, Value, as_double, known};
use raglan_stats::matrix::Matrix;
use raglan_stats::smooth::{
    BasisError, BuiltBasis, By, CubicSpec, CubicSpline, MarginSpec, PSpline, PSplineSpec, SmoothTerm, Tensor,
    ThinPlate, ThinPlateSpec,
};

/// A smooth of a model.
#[derive(Clone)]
pub(super) struct Smooth {
    /// As `s(x):ga`.
    pub(super) label: String,
    /// What the formula says.
    pub(super) specification: Specification,
    /// The level of the factor `by` it belongs to.
    pub(super) level: Option<String>,
    /// Its columns and penalties.
    pub(super) term: SmoothTerm,
}

/// A model's variables by code.
pub(super) struct Variables<'a> {
    pub(super) frame: &'a ModelFrame,
}

impl Variables<'_> {
    /// A variable as it stands in the frame.
    pub(super) fn get(&self, code: &str) -> Eval<Value> {
        match self.frame.frame.part(code) {
            Some(value) => Ok(value),
            None => fail(format!("object '{code}' not found")),
        }
    }

    /// A covariate as numbers.
    fn numbers(&self, code: &str) -> Eval<Vec<f64>> {
        let value = self.get(code)?;
        if value.dim().is_some_and(|d| d.len() == 2 && d[1] > 1) {
            return fail(format!("the matrix '{code}' as a covariate of a smooth is not implemented"));
        }
        match &value {
            v if v.is_factor() => {
                fail(format!("'{code}' is a factor: only smooths with bs = \"re\" take factors"))
            }
            Value::Double(_) | Value::Integer(_) | Value::Logical(_) => {
                Ok(as_double(&value, &mut Vec::new())?.into_vec())
            }
            _ => fail(format!("the covariate '{code}' of a smooth is not numeric")),
        }
    }
}

/// An error that names the call R names.
fn raise(session: &mut Session, message: &str, class: &str) -> Box<Signal> {
    let data = |part: &str| Value::call("$", [Value::symbol("dk"), Value::symbol(part)]);
    let name = format!("smooth.construct.{class}.smooth.spec");
    let call = Value::call(name.as_str(), [Value::symbol("object"), data("data"), data("knots")]);
    session.raise_condition(condition(message, Some(call), &["simpleError", "error"]))
}

fn basis_error(session: &mut Session, error: BasisError, class: &str) -> Box<Signal> {
    let text = match error {
        BasisError::TooFewUnique { dimension, .. } if matches!(class, "cr" | "cs" | "cc") => {
            format!("x has insufficient unique values to support {dimension} knots: reduce k.")
        }
        BasisError::TooFewUnique { .. } => "A term has fewer unique covariate combinations than specified \
                                            maximum degrees of freedom"
            .into(),
        BasisError::WrongKnots { .. } if class == "ps" => {
            "there should be knots for all basis functions".into()
        }
        BasisError::WrongKnots { given, needed } => {
            format!("number of supplied knots != k for a cr smooth ({given} given, {needed} needed)")
        }
        BasisError::DimensionTooSmall { .. } => "basis dimension too small for penalty order".into(),
        BasisError::Linear(error) => format!("the basis cannot be computed: {error:?}"),
    };
    raise(session, &text, class)
}

/// Builds all smooths of a model; a factor `by` variable gives one for each of its levels.
pub(super) fn build(
    session: &mut Session,
    frame: &ModelFrame,
    specifications: &[Specification],
    knots: &Value,
    select: bool,
) -> Eval<Vec<Smooth>> {
    let variables = Variables { frame };
    let mut out = Vec::new();
    for specification in specifications {
        let built = basis(session, &variables, specification, knots)?;
        let finish = |by: By, label: String, level: Option<String>| -> Eval<Smooth> {
            let mut term = SmoothTerm::new(built.clone(), by);
            if select && !specification.fixed {
                term.penalise_null_space().or_else(|e| fail(format!("{e:?}")))?;
            }
            if specification.fixed {
                term = term.unpenalised();
            }
            Ok(Smooth { label, specification: specification.clone(), level, term })
        };
        let label = specification.label.clone();
        let Some(name) = &specification.by else {
            out.push(finish(By::None, label, None)?);
            continue;
        };
        let by = variables.get(name)?;
        if by.is_factor() {
            let levels = levels_of(&by).unwrap_or_default();
            let codes = codes_of(&by, &levels);
            // The first level of an ordered factor is what the others are compared with.
            let skipped = usize::from(by.has_class("ordered"));
            for (k, level) in levels.iter().enumerate().skip(skipped) {
                let inside = membership(&codes, k);
                out.push(finish(By::Level(&inside), format!("{label}:{name}{level}"), Some(level.clone()))?);
            }
        } else {
            let values = variables.numbers(name)?;
            out.push(finish(By::Numeric(&values), format!("{label}:{name}"), None)?);
        }
    }
    Ok(out)
}

fn membership(codes: &[Option<usize>], level: usize) -> Vec<f64> {
    codes.iter().map(|c| c.map_or(NA_REAL, |c| f64::from(u8::from(c == level)))).collect()
}

fn basis(
    session: &mut Session,
    variables: &Variables,
    specification: &Specification,
    knots: &Value,
) -> Eval<BuiltBasis> {
    match &specification.kind {
        Kind::Single(marginal) if marginal.class == "re" => {
            let columns = random_columns(session, variables.frame, &specification.terms)?;
            let rows = variables.frame.rows();
            Ok(BuiltBasis::random(Matrix::from_columns(rows, &columns)))
        }
        Kind::Single(marginal) => one_basis(session, variables, marginal, &specification.terms, knots),
        Kind::Tensor { margins, interaction } => {
            let mut specs = Vec::new();
            let mut first = 0;
            for marginal in margins {
                let own = &specification.terms[first..first + marginal.covariates];
                first += marginal.covariates;
                if marginal.class == "re" {
                    return fail("random effects as margins of tensor products are not implemented");
                }
                let built = one_basis(session, variables, marginal, own, knots)?;
                let range = if own.len() == 1 {
                    let x = variables.numbers(&own[0])?;
                    Some(
                        x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v))),
                    )
                } else {
                    None
                };
                let covariates = own.len();
                specs.push(MarginSpec { built, range, covariates, centred: *interaction });
            }
            match Tensor::build(specs) {
                Ok(built) => Ok(built),
                Err(error) => Err(basis_error(session, error, "tensor")),
            }
        }
    }
}

fn one_basis(
    session: &mut Session,
    variables: &Variables,
    marginal: &Marginal,
    terms: &[String],
    knots: &Value,
) -> Eval<BuiltBasis> {
    let columns = terms.iter().map(|t| variables.numbers(t)).collect::<Eval<Vec<_>>>()?;
    if columns.iter().flatten().any(|v| !v.is_finite()) {
        return fail("NA/NaN/Inf in a covariate of a smooth");
    }
    let given: Vec<Option<Vec<f64>>> = terms
        .iter()
        .map(|t| match knots.part(t) {
            Some(v) => Ok(Some(as_double(&v, &mut Vec::new())?.into_vec())),
            None => Ok(None),
        })
        .collect::<Eval<_>>()?;
    let class = marginal.class.as_str();
    if columns.len() > 1 && !matches!(class, "tp" | "ts") {
        return fail(format!("Basis \"{class}\" only handles 1D smooths"));
    }
    if !matches!(marginal.extra, Value::Null) && !matches!(class, "tp" | "ts") {
        return fail(format!("argument 'xt' of a smooth with bs = \"{class}\" is not implemented"));
    }
    let built = match class {
        "tp" | "ts" => thin_plate(marginal, &columns, given)?,
        "cr" | "cs" | "cc" => {
            if !marginal.order.is_empty() {
                return fail(format!("argument 'm' of a smooth with bs = \"{class}\" is not implemented"));
            }
            let spec = CubicSpec {
                dimension: marginal.dimension,
                shrink: class == "cs",
                cyclic: class == "cc",
                knots: given[0].as_deref(),
            };
            CubicSpline::build(&columns[0], &spec)
        }
        "ps" => {
            let order = match marginal.order.as_slice() {
                [] => [2, 2],
                [m] => [*m as usize; 2],
                [a, b] => [*a as usize, *b as usize],
                _ => return fail("argument 'm' of a P-spline needs one or two numbers"),
            };
            let spec = PSplineSpec { dimension: marginal.dimension, order, knots: given[0].as_deref() };
            PSpline::build(&columns[0], &spec)
        }
        other => return fail(format!("smooths with bs = \"{other}\" are not implemented")),
    };
    let built = match built {
        Ok(built) => built,
        Err(error) => return Err(basis_error(session, error, class)),
    };
    let size = built.design.cols() + usize::from(class == "cc");
    if marginal.dimension.is_some_and(|k| k < size) && class != "ps" {
        let data = |part: &str| Value::call("$", [Value::symbol("dk"), Value::symbol(part)]);
        let name = format!("smooth.construct.{class}.smooth.spec");
        let call = Value::call(name.as_str(), [Value::symbol("object"), data("data"), data("knots")]);
        session.warn("basis dimension, k, increased to minimum possible\n", Some(call))?;
    }
    Ok(built)
}

type Built = Result<BuiltBasis, BasisError>;

fn thin_plate(marginal: &Marginal, columns: &[Vec<f64>], given: Vec<Option<Vec<f64>>>) -> Eval<Built> {
    let order = match marginal.order.as_slice() {
        [] => None,
        [m] => Some(*m as usize),
        _ => return fail("several numbers as argument 'm' of a thin plate spline are not implemented"),
    };
    let knots: Option<Vec<Vec<f64>>> = given.into_iter().collect();
    let mut spec = ThinPlateSpec {
        dimension: marginal.dimension,
        order,
        shrink: marginal.class == "ts",
        knots: knots.as_deref(),
        ..ThinPlateSpec::default()
    };
    if let Value::List(items) = &marginal.extra {
        let names = crate::stats::model::names_or_empty(&marginal.extra);
        for (name, value) in names.iter().zip(items.data.iter()) {
            let number = as_double(value, &mut Vec::new())?.first().copied().unwrap_or(NA_REAL);
            match name.as_str() {
                "max.knots" => spec.max_knots = number as usize,
                "seed" => spec.seed = number as i32,
                other => return fail(format!("'{other}' in argument 'xt' of `s` is not implemented")),
            }
        }
    } else if !matches!(marginal.extra, Value::Null) {
        return fail("argument 'xt' of `s` is not a list");
    }
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    Ok(ThinPlate::build(&slices, &spec))
}

/// The columns of `~ a:b - 1`.
fn random_columns(session: &mut Session, frame: &ModelFrame, terms: &[String]) -> Eval<Vec<Vec<f64>>> {
    let codes = terms.iter().map(|t| code_of_text(t)).collect::<Eval<Vec<_>>>()?;
    let product = codes.into_iter().reduce(|a, b| Value::call(known::COLON, [a, b]));
    let right = Value::call(known::MINUS, [product.unwrap_or(Value::Null), Value::double(1.0)]);
    let formula = as_formula(formula_of(None, right), frame.terms.environment.clone());
    let terms = Terms::new(&formula, &TermsOptions::default())?;
    let own = ModelFrame { frame: frame.frame.clone(), terms };
    let matrix = model_matrix(session, &own, &[])?;
    Ok((0..matrix.x.cols()).map(|j| matrix.x.column(j).to_vec()).collect())
}

impl Smooth {
    /// The columns at other values of the variables.
    pub(super) fn design(&self, session: &mut Session, frame: &ModelFrame) -> Eval<Matrix> {
        let variables = Variables { frame };
        let columns = match &self.specification.kind {
            Kind::Single(m) if m.class == "re" => random_columns(session, frame, &self.specification.terms)?,
            _ => self.specification.terms.iter().map(|t| variables.numbers(t)).collect::<Eval<Vec<_>>>()?,
        };
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let Some(name) = &self.specification.by else { return Ok(self.term.predict(&slices, By::None)) };
        let by = variables.get(name)?;
        match &self.level {
            Some(level) => {
                let levels = levels_of(&by).unwrap_or_default();
                let codes = codes_of(&by, &levels);
                let inside = match levels.iter().position(|l| l == level) {
                    Some(k) => membership(&codes, k),
                    None => vec![0.0; codes.len()],
                };
                Ok(self.term.predict(&slices, By::Level(&inside)))
            }
            None => {
                let values = variables.numbers(name)?;
                Ok(self.term.predict(&slices, By::Numeric(&values)))
            }
        }
    }

    /// The names of the variables, told apart by the `by` variable, for finding terms nested in others.
    pub(super) fn variables(&self) -> Vec<String> {
        if matches!(&self.specification.kind, Kind::Single(m) if m.class == "re") {
            return Vec::new();
        }
        let by = self.specification.by.clone().unwrap_or_default();
        let level = self.level.clone().unwrap_or_default();
        self.specification.terms.iter().map(|t| format!("{t}{by}{level}")).collect()
    }

    /// The classes of R's smooth object.
    pub(super) fn class(&self) -> &'static str {
        match &self.specification.kind {
            Kind::Tensor { .. } => "tensor.smooth",
            Kind::Single(m) => match m.class.as_str() {
                "ts" => "ts.smooth",
                "cr" => "cr.smooth",
                "cs" => "cs.smooth",
                "cc" => "cyclic.smooth",
                "ps" => "pspline.smooth",
                "re" => "random.effect",
                _ => "tprs.smooth",
            },
        }
    }
}
