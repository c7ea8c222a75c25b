//! Which things of two versions are the same thing.
//!
//! A [`Pair`] names an old and a new position, or one of them for what was added or dropped. Pairs come in the
//! order of the new version, with what was dropped where it stood.

use super::text::{similarity, words};
use crate::results::Chunk;
use std::collections::BTreeMap;

/// An old and a new position of the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Position in the old version.
    pub old: Option<usize>,
    /// Position in the new version.
    pub new: Option<usize>,
}

impl Pair {
    /// A thing in both versions.
    pub fn both(old: usize, new: usize) -> Self {
        Self { old: Some(old), new: Some(new) }
    }
}

/// Below this share of words in common two texts are two things.
const ALIKE: f64 = 0.5;

/// Pairs chunks: by label, then the most alike in code. Labels that knitr gave count as none.
pub(super) fn chunks(old: &[&Chunk], new: &[&Chunk]) -> Vec<Pair> {
    let given = |c: &Chunk| !c.label.starts_with("unnamed-chunk-");
    let by_label: BTreeMap<&str, usize> =
        old.iter().enumerate().filter(|(_, c)| given(c)).map(|(i, c)| (c.label.as_str(), i)).collect();
    let mut partner: Vec<Option<usize>> =
        new.iter().map(|c| given(c).then(|| by_label.get(c.label.as_str()).copied()).flatten()).collect();
    let bags: (Vec<_>, Vec<_>) =
        (old.iter().map(|c| words(&c.code)).collect(), new.iter().map(|c| words(&c.code)).collect());
    let likeness = |i: usize, j: usize| {
        if old[i].code == new[j].code { 1.0 } else { similarity(&bags.0[i], &bags.1[j]) }
    };
    pair_alike(&mut partner, old.len(), &likeness);
    in_order(&partner, old.len())
}

/// Pairs texts: equal ones in order, then the most alike ones.
pub(super) fn texts(old: &[&str], new: &[&str]) -> Vec<Pair> {
    let mut partner = vec![None; new.len()];
    for pair in sequence(old, new) {
        if let (Some(i), Some(j)) = (pair.old, pair.new) {
            partner[j] = Some(i);
        }
    }
    let bags: (Vec<_>, Vec<_>) =
        (old.iter().map(|t| words(t)).collect(), new.iter().map(|t| words(t)).collect());
    pair_alike(&mut partner, old.len(), &|i, j| {
        if old[i] == new[j] { 1.0 } else { similarity(&bags.0[i], &bags.1[j]) }
    });
    in_order(&partner, old.len())
}

/// Gives the new things without a partner the free old thing most like them, the surest pair first and the
/// nearest in position among equals.
fn pair_alike(partner: &mut [Option<usize>], old: usize, likeness: &dyn Fn(usize, usize) -> f64) {
    let taken: Vec<bool> = (0..old).map(|i| partner.contains(&Some(i))).collect();
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    for j in (0..partner.len()).filter(|&j| partner[j].is_none()) {
        for i in (0..old).filter(|&i| !taken[i]) {
            let likeness = likeness(i, j);
            if likeness >= ALIKE {
                found.push((likeness, i, j));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.abs_diff(a.2).cmp(&b.1.abs_diff(b.2))));
    let mut free = vec![true; old];
    for (_, i, j) in found {
        if free[i] && partner[j].is_none() {
            partner[j] = Some(i);
            free[i] = false;
        }
    }
}

/// Pairs in the order of the new version; dropped things follow what stood before them.
pub(super) fn in_order(partner: &[Option<usize>], old: usize) -> Vec<Pair> {
    let paired: Vec<bool> = (0..old).map(|i| partner.contains(&Some(i))).collect();
    let mut pairs = Vec::new();
    let mut dropped = (0..old).filter(|&i| !paired[i]).peekable();
    for (j, i) in partner.iter().enumerate() {
        if let Some(i) = i {
            while let Some(gone) = dropped.next_if(|gone| gone < i) {
                pairs.push(Pair { old: Some(gone), new: None });
            }
        }
        pairs.push(Pair { old: *i, new: Some(j) });
    }
    pairs.extend(dropped.map(|gone| Pair { old: Some(gone), new: None }));
    pairs
}

/// Which pairs stand in another order: those outside the longest run that kept its order.
pub fn moved(pairs: &[Pair]) -> Vec<bool> {
    let both: Vec<(usize, usize)> =
        pairs.iter().enumerate().filter_map(|(at, p)| Some((at, p.new.and(p.old)?))).collect();
    // Length of the longest rising run that ends at each pair, and the pair before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(both.len());
    for (k, (_, old)) in both.iter().enumerate() {
        let before = (0..k).filter(|&m| both[m].1 < *old).max_by_key(|&m| (best[m].0, std::cmp::Reverse(m)));
        best.push((before.map_or(1, |m| best[m].0 + 1), before));
    }
    let mut moved = vec![true; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        moved[at] = pair.old.is_some() && pair.new.is_some();
    }
    let mut at = (0..both.len()).max_by_key(|&k| (best[k].0, std::cmp::Reverse(k)));
    while let Some(k) = at {
        moved[both[k].0] = false;
        at = best[k].1;
    }
    moved
}

/// The longest common subsequence of two sequences, with what was dropped and added in place.
pub fn sequence<T: Ord>(old: &[T], new: &[T]) -> Vec<Pair> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut pairs: Vec<Pair> = (0..head).map(|i| Pair::both(i, i)).collect();
    let middle = if a.len().saturating_mul(b.len()) <= LARGEST { common(a, b) } else { unique(a, b) };
    let shift = |i: usize| i + head;
    pairs.extend(middle.into_iter().map(|p| Pair { old: p.old.map(shift), new: p.new.map(shift) }));
    pairs.extend((0..tail).map(|i| Pair::both(old.len() - tail + i, new.len() - tail + i)));
    pairs
}

/// Cells of the table of lengths that are worth their memory.
const LARGEST: usize = 4_000_000;

fn common<T: Ord>(a: &[T], b: &[T]) -> Vec<Pair> {
    let width = b.len() + 1;
    let mut length = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            pairs.push(Pair::both(i, j));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && length[(i + 1) * width + j] >= length[i * width + j + 1]) {
            pairs.push(Pair { old: Some(i), new: None });
            i += 1;
        } else {
            pairs.push(Pair { old: None, new: Some(j) });
            j += 1;
        }
    }
    pairs
}

/// For long sequences: elements that occur once in each are the same (Bram Cohen's patience diff, without its
/// recursion).
fn unique<T: Ord>(a: &[T], b: &[T]) -> Vec<Pair> {
    let mut seen: BTreeMap<&T, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (i, x) in a.iter().enumerate() {
        seen.entry(x).or_default().0.push(i);
    }
    for (j, x) in b.iter().enumerate() {
        seen.entry(x).or_default().1.push(j);
    }
    let mut partner = vec![None; b.len()];
    for (olds, news) in seen.values() {
        for (i, j) in olds.iter().zip(news) {
            partner[*j] = Some(*i);
        }
    }
    in_order(&partner, a.len())
}

#[cfg(test)]
mod tests {
    use super::{Pair, moved, sequence};

    #[test]
    fn common_things_are_paired() {
        let pairs = sequence(&["a", "b", "c", "d"], &["a", "c", "x", "d"]);
        let shown: Vec<_> = pairs.iter().map(|p| (p.old, p.new)).collect();
        assert_eq!(
            shown,
            [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1)), (None, Some(2)), (Some(3), Some(3))]
        );
    }

    #[test]
    fn the_one_that_moved_is_named() {
        let pairs = [Pair::both(1, 0), Pair::both(2, 1), Pair::both(0, 2), Pair::both(3, 3)];
        assert_eq!(moved(&pairs), [false, false, true, false]);
    }
}
