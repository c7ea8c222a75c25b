//! Distances between rows and agglomerative clustering.

use raglan_engine::eval::{Args, Builtin, Eval, private};
use raglan_engine::value::{NA_REAL, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".distances(x, rows, method, p)", distances),
    private(".agglomerated(d, n, method, members)", agglomerated),
    private(".cut(merge, n, k)", cut),
];

/// The distance of two rows, over the columns where neither is missing.
fn distance(a: impl Iterator<Item = (f64, f64)>, method: &str, p: f64) -> f64 {
    let (mut sum, mut used, mut total, mut differing) = (0.0_f64, 0.0, 0.0, 0.0);
    let mut largest = f64::NEG_INFINITY;
    for (x, y) in a {
        total += 1.0;
        if x.is_nan() || y.is_nan() {
            continue;
        }
        let away = (x - y).abs();
        match method {
            "maximum" => largest = largest.max(away),
            "manhattan" => sum += away,
            "canberra" => {
                let size = (x + y).abs().max(x.abs() + y.abs());
                if size <= f64::MIN_POSITIVE && away <= f64::MIN_POSITIVE {
                    continue;
                }
                sum += away / size;
            }
            "binary" => {
                if x == 0.0 && y == 0.0 {
                    total -= 1.0;
                    continue;
                }
                differing += if x == 0.0 || y == 0.0 { 1.0 } else { 0.0 };
            }
            "minkowski" => sum += away.powf(p),
            _ => sum += away * away,
        }
        used += 1.0;
    }
    if method == "binary" {
        return if total == 0.0 && used == 0.0 {
            0.0
        } else if used == 0.0 {
            NA_REAL
        } else {
            differing / used
        };
    }
    if used == 0.0 {
        return NA_REAL;
    }
    // What the missing columns would have added.
    if used != total && method != "maximum" {
        sum /= used / total;
    }
    match method {
        "maximum" => largest,
        "manhattan" | "canberra" => sum,
        "minkowski" => sum.powf(1.0 / p),
        _ => sum.sqrt(),
    }
}

fn distances(args: &mut Args) -> Eval {
    let (x, rows) = (args.doubles("x")?, args.count("rows")?);
    let (method, p) = (args.string("method")?, args.number("p")?);
    let columns = x.len().checked_div(rows).unwrap_or(0);
    let mut out = Vec::with_capacity(rows * rows.saturating_sub(1) / 2);
    for j in 0..rows {
        for i in j + 1..rows {
            let pairs = (0..columns).map(|k| (x[i + k * rows], x[j + k * rows]));
            out.push(distance(pairs, &method, p));
        }
    }
    Ok(Value::doubles(out))
}

/// Lance and Williams' distance of a cluster `k` to the union of `i` and `j`.
fn updated(method: &str, dik: f64, djk: f64, dij: f64, (ni, nj, nk): (f64, f64, f64)) -> f64 {
    match method {
        "single" => dik.min(djk),
        "complete" => dik.max(djk),
        "average" => (ni * dik + nj * djk) / (ni + nj),
        "mcquitty" => 0.5 * dik + 0.5 * djk,
        "median" => ((dik + djk) - dij / 2.0) / 2.0,
        "centroid" => (ni * dik + nj * djk - ni * nj * dij / (ni + nj)) / (ni + nj),
        _ => ((ni + nk) * dik + (nj + nk) * djk - nk * dij) / (ni + nj + nk),
    }
}

/// The merges of clusters, nearest first: pairs of labels, heights and the order of the leaves.
fn agglomerated(args: &mut Args) -> Eval {
    let (given, n) = (args.doubles("d")?, args.count("n")?);
    let method = args.string("method")?;
    let mut size = args.doubles("members")?.to_vec();
    let mut d = vec![0.0; n * n];
    let mut at = 0;
    for j in 0..n {
        for i in j + 1..n {
            let value = if method == "ward.D2" { given[at] * given[at] } else { given[at] };
            d[i * n + j] = value;
            d[j * n + i] = value;
            at += 1;
        }
    }
    let mut alive: Vec<usize> = (0..n).collect();
    // Singletons are negative, later clusters the number of their merge.
    let mut label: Vec<i32> = (1..=n as i32).map(|i| -i).collect();
    let mut leaves: Vec<Vec<i32>> = (1..=n as i32).map(|i| vec![i]).collect();
    let (mut first, mut second, mut heights) = (Vec::new(), Vec::new(), Vec::new());
    let nearest = |i: usize, alive: &[usize], d: &[f64]| {
        let later = alive.iter().copied().filter(|j| *j > i);
        later.fold(None, |best: Option<usize>, j| match best {
            Some(b) if d[i * n + b] <= d[i * n + j] => Some(b),
            _ => Some(j),
        })
    };
    let mut near: Vec<Option<usize>> = (0..n).map(|i| nearest(i, &alive, &d)).collect();
    for step in 1..n as i32 {
        let mut best: Option<(usize, usize)> = None;
        for &i in &alive {
            if let Some(j) = near[i]
                && best.is_none_or(|(a, b)| d[i * n + j] < d[a * n + b])
            {
                best = Some((i, j));
            }
        }
        let Some((i, j)) = best else { break };
        let dij = d[i * n + j];
        heights.push(if method == "ward.D2" { dij.sqrt() } else { dij });
        let (a, b) = (label[i], label[j]);
        // Singletons come first, then the older cluster.
        let swap = (a > 0 && b < 0) || (a > 0 && b > 0 && a > b);
        let (left, right) = if swap { (j, i) } else { (i, j) };
        first.push(label[left]);
        second.push(label[right]);
        let mut joined = leaves[left].clone();
        joined.extend(&leaves[right]);
        leaves[i] = joined;
        label[i] = step;
        alive.retain(|k| *k != j);
        for &k in alive.iter().filter(|k| **k != i) {
            let value = updated(&method, d[i * n + k], d[j * n + k], dij, (size[i], size[j], size[k]));
            d[i * n + k] = value;
            d[k * n + i] = value;
        }
        size[i] += size[j];
        for &k in &alive {
            let stale = near[k] == Some(i) || near[k] == Some(j) || k == i;
            if stale {
                near[k] = nearest(k, &alive, &d);
            } else if k < i && near[k].is_none_or(|m| d[k * n + i] < d[k * n + m]) {
                near[k] = Some(i);
            }
        }
    }
    let order = alive.first().map_or(Vec::new(), |i| leaves[*i].clone());
    first.extend(second);
    Ok(Value::named_list([
        ("merge", Value::integers(first)),
        ("height", Value::doubles(heights)),
        ("order", Value::integers(order)),
    ]))
}

/// The clusters left after the first `n - k` merges, numbered as they first appear.
fn cut(args: &mut Args) -> Eval {
    let (merge, n, k) = (args.integers("merge")?, args.count("n")?, args.count("k")?);
    let merges = n - 1;
    let mut group: Vec<usize> = (0..n).collect();
    let member = |label: i32| if label < 0 { (-label - 1) as usize } else { n + label as usize - 1 };
    for step in 0..n.saturating_sub(k) {
        let (a, b) = (member(merge[step]), member(merge[step + merges]));
        let pair = [a, b];
        for g in group.iter_mut().filter(|g| pair.contains(g)) {
            *g = n + step;
        }
    }
    let mut seen: Vec<usize> = Vec::new();
    let number = |g: &usize| {
        let at = seen.iter().position(|s| s == g).unwrap_or_else(|| {
            seen.push(*g);
            seen.len() - 1
        });
        at as i32 + 1
    };
    Ok(Value::integers(group.iter().map(number).collect::<Vec<_>>()))
}
