//! Single terms added or dropped: `drop1()` and `add1()` of linear and generalized linear models.

use super::fit::Fit;
use super::frame::ModelFrame;
use super::likelihood::linear_criterion;
use super::matrix::{ModelMatrix, model_matrix};
use super::scope::{candidates_to_add, candidates_to_drop};
use super::submodel::{Nest, Part, columns_of_terms};
use super::terms::Terms;
use super::variables::contrast_list;
use super::variance_table::{anova_value, f_tail, formula_text};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{Argument, NA_REAL, Value};
use raglan_stats::distributions::chi_squared;
use raglan_stats::glm::Distribution;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("drop1(object, scope, ...)"),
    method(
        "drop1.lm(object, scope, scale = 0, all.cols = TRUE, test = c(\"none\", \"Chisq\", \"F\"), k = 2, ...)",
        |a| {
            a.refuse_unless_default(&["all.cols"])?;
            drop_terms(a)
        },
    ),
    method(
        "drop1.glm(object, scope, scale = 0, test = c(\"none\", \"Rao\", \"LRT\", \"Chisq\", \"F\"), k = 2, ...)",
        drop_terms,
    ),
    generic("add1(object, scope, ...)"),
    method(
        "add1.lm(object, scope, scale = 0, test = c(\"none\", \"Chisq\", \"F\"), x = NULL, k = 2, ...)",
        add_terms,
    ),
    method(
        "add1.glm(object, scope, scale = 0, test = c(\"none\", \"Rao\", \"LRT\", \"Chisq\", \"F\"), x = NULL, \
         k = 2, ...)",
        add_terms,
    ),
    builtin("drop.scope(terms1, terms2)", |a| {
        if !a.is_missing("terms2") {
            return fail("argument 'terms2' of `drop.scope` is not implemented");
        }
        let terms = super::formula::terms_of(a, "terms1")?;
        Ok(Value::strings(candidates_to_drop(&terms, None)))
    }),
    builtin("add.scope(terms1, terms2)", |a| {
        let (smaller, larger) =
            (super::formula::terms_of(a, "terms1")?, super::formula::terms_of(a, "terms2")?);
        Ok(Value::strings(candidates_to_add(&smaller, &larger)))
    }),
];

/// What a table of single terms is made with.
struct Request {
    scale: f64,
    test: String,
    k: f64,
    dropping: bool,
}

impl Request {
    fn of(args: &mut Args, dropping: bool) -> Eval<Self> {
        let test = args.choice("test")?;
        Ok(Self { scale: args.number("scale")?, test, k: args.number("k")?, dropping })
    }
}

/// The labels a scope names: a character vector, or the terms of a formula with `.` for the model's own.
fn labels_of_scope(args: &mut Args, fit: &Fit) -> Eval<Terms> {
    let scope = args.value("scope")?;
    let old = super::fit::ask(args, "formula", &fit.value)?;
    let formula = match &scope {
        Value::Character(v) => {
            let text: Vec<&str> = v.data.iter().flatten().collect();
            let text = Value::string(&format!("~ . + {}", text.join(" + ")));
            args.apply_named("as.formula", vec![Argument::new(text)])?
        }
        other => other.clone(),
    };
    let wide = args.apply_named("update.formula", vec![Argument::new(old), Argument::new(formula)])?;
    Terms::new(&wide, &Default::default())
}

fn drop_terms(args: &mut Args) -> Eval {
    let fit = Fit::of(&args.value("object")?)?;
    let request = Request::of(args, true)?;
    let terms = fit.terms()?;
    let labels = match args.is_missing("scope") {
        true => candidates_to_drop(&terms, None),
        false => match args.value("scope")? {
            Value::Character(v) => v.data.iter().flatten().map(str::to_string).collect(),
            _ => labels_of_scope(args, &fit)?.labels,
        },
    };
    if let Some(strange) = labels.iter().find(|l| !terms.labels.contains(l)) {
        return fail(format!("scope is not a subset of term labels: '{strange}' is no term"));
    }
    let (nest, design) = Nest::of(args, &fit)?;
    let base = nest.fit(&design.x)?;
    let mut parts = Vec::new();
    let mut scores = Vec::new();
    for label in &labels {
        let term = terms.labels.iter().position(|l| l == label).map_or(0, |k| k as i32 + 1);
        let part = nest.fit(&columns_of_terms(&design, |t| t != term))?;
        if request.test == "Rao" {
            scores.push(nest.score(&part, &design.x)?);
        }
        parts.push(part);
    }
    let n = fit.residuals.len() as f64;
    table(args, &fit, &request, (&labels, base, parts, scores, n))
}

/// The design of the model with all candidate terms, evaluated where the fit was.
fn wider_design(args: &mut Args, fit: &Fit, wide: &Terms) -> Eval<(ModelFrame, ModelMatrix)> {
    let formula = super::formula::formula_object(wide);
    let Some(Value::Language(call)) = fit.value.part("call") else {
        return fail("need an object with call component");
    };
    let wanted = ["data", "subset", "weights", "na.action", "offset"];
    let mut arguments = vec![Argument::named("formula", formula)];
    let kept = call.arguments.iter().filter(|a| a.name.is_some_and(|n| wanted.contains(&n.as_str())));
    arguments.extend(kept.cloned());
    arguments.push(Argument::named("drop.unused.levels", Value::logical(true)));
    let call = raglan_engine::value::Call::of(Value::symbol("model.frame"), arguments);
    let env = args.env.clone();
    let frame = args.session.eval(&Value::Language(call.into()), &env)?;
    let frame = ModelFrame::from_value(&frame)?;
    let contrasts = contrast_list(fit.value.part("contrasts"));
    let design = model_matrix(args.session, &frame, &contrasts)?;
    Ok((frame, design))
}

fn add_terms(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["x"])?;
    let fit = Fit::of(&args.value("object")?)?;
    let request = Request::of(args, false)?;
    if args.is_missing("scope") {
        return fail("no terms in scope");
    }
    let own = fit.terms()?;
    let wide = labels_of_scope(args, &fit)?;
    let labels = candidates_to_add(&own, &wide);
    if labels.is_empty() {
        return fail("no terms in scope for adding to object");
    }
    // Terms of the model keep their columns when the candidates stand behind them.
    let text: Vec<String> = labels.iter().map(|l| format!("+ {l}")).collect();
    let change = args
        .apply_named("as.formula", vec![Argument::new(Value::string(&format!("~ . {}", text.join(" "))))])?;
    let old = super::fit::ask(args, "formula", &fit.value)?;
    let all = args.apply_named("update.formula", vec![Argument::new(old), Argument::new(change)])?;
    let all = Terms::new(&all, &Default::default())?;
    let (frame, design) = wider_design(args, &fit, &all)?;
    let (mut nest, _) = Nest::of(args, &fit)?;
    let rows = frame.row_labels();
    if rows != fit.rows {
        let message = format!("using the {}/{} rows from a combined fit", rows.len(), fit.rows.len());
        args.warn(&message)?;
        choose_rows(&mut nest, &fit.rows, &rows)?;
    }
    let is_own = |t: i32| own.labels.iter().any(|l| super::scope::same_term(l, &all.labels[t as usize - 1]));
    let base = nest.fit(&columns_of_terms(&design, is_own))?;
    let (mut parts, mut scores) = (Vec::new(), Vec::new());
    for label in &labels {
        let is_this = |t: i32| super::scope::same_term(label, &all.labels[t as usize - 1]);
        let x = columns_of_terms(&design, |t| is_own(t) || is_this(t));
        if request.test == "Rao" {
            scores.push(nest.score(&base, &x)?);
        }
        parts.push(nest.fit(&x)?);
    }
    let n = rows.len() as f64;
    table(args, &fit, &request, (&labels, base, parts, scores, n))
}

/// Keeps the rows the wider frame has.
fn choose_rows(nest: &mut Nest, old: &[String], new: &[String]) -> Eval<()> {
    let places: Option<Vec<usize>> = new.iter().map(|r| old.iter().position(|o| o == r)).collect();
    let Some(places) = places else { return fail("the scope needs rows that the fit did not have") };
    let take = |values: &[f64]| places.iter().map(|&i| values[i]).collect::<Vec<f64>>();
    nest.y = take(&nest.y);
    nest.offset = take(&nest.offset);
    nest.weights = nest.weights.as_deref().map(take);
    Ok(())
}

type Parts<'a> = (&'a [String], Part, Vec<Part>, Vec<f64>, f64);

fn table(args: &mut Args, fit: &Fit, request: &Request, found: Parts) -> Eval {
    let (labels, base, parts, scores, n) = found;
    let sign = if request.dropping { -1.0 } else { 1.0 };
    let with_none = |first: f64, one: &dyn Fn(&Part) -> f64| -> Vec<f64> {
        std::iter::once(first).chain(parts.iter().map(one)).collect()
    };
    let df = with_none(NA_REAL, &|p| sign * (p.rank as f64 - base.rank as f64));
    let deviance = with_none(base.deviance, &|p| p.deviance);
    let rdf = with_none(base.df_residual, &|p| p.df_residual);
    let gains = with_none(NA_REAL, &|p| sign * (base.deviance - p.deviance));
    let steps = Steps { df, deviance, rdf, gains, n };
    let columns = match fit.generalized {
        None => linear_columns(request, &steps),
        Some(_) => {
            let aic = with_none(base.aic, &|p| p.aic);
            let ranks = with_none(base.rank as f64, &|p| p.rank as f64);
            generalized_columns(args, fit, request, &steps, (&aic, &ranks, &scores))?
        }
    };
    let rows = std::iter::once("<none>".to_string()).chain(labels.iter().cloned()).collect();
    let title = if request.dropping { "Single term deletions" } else { "Single term additions" };
    let mut heading = vec![title.to_string(), "\nModel:".to_string(), formula_text(args, &fit.value)?];
    if request.scale > 0.0 {
        heading.push(format!("\nscale:  {} \n", super::coefmat::formatted(&[request.scale], 7).remove(0)));
    }
    Ok(anova_value(columns, rows, &heading))
}

/// By row of the table: degrees of freedom, deviances, and what the deviance gains.
struct Steps {
    df: Vec<f64>,
    deviance: Vec<f64>,
    rdf: Vec<f64>,
    gains: Vec<f64>,
    n: f64,
}

impl Steps {
    /// The mean squares F statistics divide by: of the larger of the two models.
    fn error(&self, k: usize, dropping: bool) -> (f64, f64) {
        let at = if dropping { 0 } else { k };
        (self.deviance[at] / self.rdf[at], self.rdf[at])
    }

    fn f_test(&self, dropping: bool) -> [(&'static str, Value); 2] {
        let ratio = |k: usize| match self.df[k] > 0.0 {
            true => self.gains[k] / self.df[k] / self.error(k, dropping).0,
            false => NA_REAL,
        };
        let ratios: Vec<f64> = (0..self.df.len()).map(ratio).collect();
        let tail = |k: usize| f_tail(ratios[k], self.df[k], self.error(k, dropping).1);
        let tails: Vec<f64> = (0..ratios.len()).map(tail).collect();
        [("F value", Value::doubles(ratios)), ("Pr(>F)", Value::doubles(tails))]
    }

    fn chi_squared(&self, statistic: &[f64]) -> Value {
        let tail = |k: usize| match self.df[k] > 0.0 {
            true => chi_squared::cumulative(statistic[k], self.df[k], false, false),
            false => NA_REAL,
        };
        Value::doubles((0..self.df.len()).map(tail).collect::<Vec<_>>())
    }
}

fn linear_columns(request: &Request, steps: &Steps) -> Vec<(&'static str, Value)> {
    let criterion: Vec<f64> =
        steps.deviance.iter().map(|d| linear_criterion(steps.n, *d, request.scale)).collect();
    let aic: Vec<f64> =
        criterion.iter().zip(&steps.rdf).map(|(c, rdf)| c + request.k * (steps.n - rdf)).collect();
    let name = if request.scale > 0.0 { "Cp" } else { "AIC" };
    let mut columns = vec![
        ("Df", Value::doubles(steps.df.clone())),
        ("Sum of Sq", Value::doubles(steps.gains.clone())),
        ("RSS", Value::doubles(steps.deviance.clone())),
        (name, Value::doubles(aic)),
    ];
    match request.test.as_str() {
        "F" => columns.extend(steps.f_test(request.dropping)),
        "Chisq" => {
            let statistic: Vec<f64> = match request.scale > 0.0 {
                true => steps.gains.iter().map(|g| g / request.scale).collect(),
                false => criterion.iter().map(|c| (c - criterion[0]).abs()).collect(),
            };
            columns.push(("Pr(>Chi)", steps.chi_squared(&statistic)));
        }
        _ => {}
    }
    columns
}

fn generalized_columns(
    args: &mut Args,
    fit: &Fit,
    request: &Request,
    steps: &Steps,
    (aic, ranks, scores): (&[f64], &[f64], &[f64]),
) -> Eval<Vec<(&'static str, Value)>> {
    let Some(g) = &fit.generalized else { return fail("the fit has no family") };
    let dispersion = if request.scale > 0.0 { request.scale } else { fit.dispersion() };
    let gaussian = g.family.distribution == Distribution::Gaussian;
    let criterion: Vec<f64> = steps
        .deviance
        .iter()
        .map(|d| if gaussian { linear_criterion(steps.n, *d, request.scale) } else { d / dispersion })
        .collect();
    // The criterion is shifted to be Akaike's at the model itself.
    let shift = aic[0] + (request.k - 2.0) * ranks[0] - (criterion[0] + request.k * ranks[0]);
    let shown: Vec<f64> = criterion.iter().zip(ranks).map(|(c, rank)| c + request.k * rank + shift).collect();
    let mut columns =
        vec![("Df", Value::doubles(steps.df.clone())), ("Deviance", Value::doubles(steps.deviance.clone()))];
    if shown.iter().all(|v| !v.is_nan()) {
        columns.push(("AIC", Value::doubles(shown)));
    }
    match request.test.as_str() {
        "F" => {
            let name = g.family.name();
            if matches!(name, "binomial" | "poisson") {
                let quasi = format!("quasi{name}");
                let quasi = if request.dropping { format!("'{quasi}'") } else { quasi };
                args.warn(&format!("F test assumes {quasi} family"))?;
            }
            columns.extend(steps.f_test(request.dropping));
        }
        "Rao" => {
            let scores: Vec<f64> =
                std::iter::once(NA_REAL).chain(scores.iter().map(|s| s / dispersion)).collect();
            let name = if dispersion == 1.0 { "Rao score" } else { "scaled Rao sc." };
            let tails = steps.chi_squared(&scores);
            columns.extend([(name, Value::doubles(scores)), ("Pr(>Chi)", tails)]);
        }
        "LRT" | "Chisq" => {
            let change = |k: usize| if k == 0 { NA_REAL } else { (criterion[k] - criterion[0]).abs() };
            let statistic: Vec<f64> = (0..criterion.len()).map(change).collect();
            let name = if dispersion == 1.0 { "LRT" } else { "scaled dev." };
            let tails = steps.chi_squared(&statistic);
            columns.extend([(name, Value::doubles(statistic)), ("Pr(>Chi)", tails)]);
        }
        _ => {}
    }
    Ok(columns)
}
