//! Matching of arguments to formals: exactly by name, partially before `...`, then by position.

use crate::value::{Argument, Failure, Result, Symbol};

/// Which supplied argument each formal gets, and which go to `...`.
pub struct Matched {
    /// For each formal the place of its argument among the supplied.
    pub formals: Vec<Option<usize>>,
    /// The places of those `...` takes.
    pub dots: Vec<usize>,
}

/// Matches `supplied` to the formals `names`, of which number `dots` is `...`.
pub fn match_arguments(names: &[Symbol], dots: Option<usize>, supplied: &[Argument]) -> Result<Matched> {
    let mut formals: Vec<Option<usize>> = vec![None; names.len()];
    let mut used = vec![false; supplied.len()];
    if supplied.iter().any(|a| a.name.is_some()) {
        exact(names, dots, supplied, &mut formals, &mut used)?;
        partial(names, dots, supplied, &mut formals, &mut used)?;
    }
    let mut rest = (0..supplied.len())
        .filter(|&i| !used[i] && supplied[i].name.is_none())
        .collect::<Vec<_>>()
        .into_iter();
    for (k, slot) in formals.iter_mut().enumerate() {
        if Some(k) == dots {
            break;
        }
        if slot.is_none() {
            match rest.next() {
                Some(i) => {
                    *slot = Some(i);
                    used[i] = true;
                }
                None => break,
            }
        }
    }
    let left: Vec<usize> = (0..supplied.len()).filter(|&i| !used[i]).collect();
    if dots.is_none() && !left.is_empty() {
        return Err(unused(&left, supplied));
    }
    Ok(Matched { formals, dots: left })
}

fn exact(
    names: &[Symbol],
    dots: Option<usize>,
    supplied: &[Argument],
    formals: &mut [Option<usize>],
    used: &mut [bool],
) -> Result<()> {
    for (i, argument) in supplied.iter().enumerate() {
        let Some(name) = argument.name else { continue };
        let Some(k) = names.iter().position(|n| *n == name).filter(|&k| Some(k) != dots) else { continue };
        if formals[k].is_some() {
            return Err(Failure::new(format!(
                "formal argument \"{name}\" matched by multiple actual arguments"
            )));
        }
        formals[k] = Some(i);
        used[i] = true;
    }
    Ok(())
}

fn partial(
    names: &[Symbol],
    dots: Option<usize>,
    supplied: &[Argument],
    formals: &mut [Option<usize>],
    used: &mut [bool],
) -> Result<()> {
    let end = dots.unwrap_or(names.len());
    for (i, argument) in supplied.iter().enumerate() {
        let Some(name) = argument.name.filter(|n| !used[i] && !n.as_str().is_empty()) else { continue };
        let fits: Vec<usize> = (0..end)
            .filter(|&k| formals[k].is_none() && names[k].as_str().starts_with(name.as_str()))
            .collect();
        match fits.as_slice() {
            [] => {}
            [k] => {
                formals[*k] = Some(i);
                used[i] = true;
            }
            _ => return Err(Failure::new(format!("argument {} matches multiple formal arguments", i + 1))),
        }
    }
    Ok(())
}

fn unused(left: &[usize], supplied: &[Argument]) -> Failure {
    let shown: Vec<String> = left
        .iter()
        .map(|&i| {
            let text = super::deparse_argument(&supplied[i].value);
            match supplied[i].name {
                Some(name) if text.is_empty() => format!("{name} = "),
                Some(name) => format!("{name} = {text}"),
                None => text,
            }
        })
        .collect();
    let plural = if shown.len() == 1 { "" } else { "s" };
    Failure::new(format!("unused argument{plural} ({})", shown.join(", ")))
}
