//! Tensor products of smooths, for covariates on different scales: `te`, and `ti` without the main effects
//! (Wood 2006; Wood 2017, section 5.6).

use super::basis::{Basis, BasisError, BuiltBasis};
use super::term::{By, SmoothTerm};
use crate::linear::{Svd, symmetric_eigen};
use crate::matrix::Matrix;

/// A tensor product basis.
#[derive(Clone, Debug)]
pub struct Tensor {
    margins: Vec<Margin>,
}

/// A marginal smooth with the covariates it takes.
#[derive(Clone, Debug)]
struct Margin {
    smooth: SmoothTerm,
    covariates: usize,
    /// From the marginal basis to one whose coefficients are values of the function.
    to_values: Option<Matrix>,
}

/// A marginal basis, the number of covariates it takes, and their ranges where it takes one.
#[derive(Clone, Debug)]
pub struct MarginSpec {
    /// The basis, built at the data.
    pub built: BuiltBasis,
    /// Smallest and largest value of the covariate, of a margin with one.
    pub range: Option<(f64, f64)>,
    /// How many covariates the margin takes.
    pub covariates: usize,
    /// Whether the margin is centred, which takes its main effect out (`ti`).
    pub centred: bool,
}

/// Condition beyond which coefficients are not turned into values.
const WORST_CONDITION: f64 = 4.3e-11;

impl Tensor {
    /// Builds the product of margins.
    pub fn build(specs: Vec<MarginSpec>) -> Result<BuiltBasis, BasisError> {
        let interaction = specs.iter().any(|s| s.centred);
        let (mut margins, mut designs, mut penalties) = (Vec::new(), Vec::new(), Vec::new());
        let mut null_dimension = 1;
        for spec in specs {
            let MarginSpec { mut built, range, covariates, centred } = spec;
            let reparametrise = range.filter(|_| !built.values_at_knots);
            built.centred = built.centred && centred;
            let smooth = SmoothTerm::new(built, By::None);
            null_dimension *= smooth.null_dimension;
            let to_values = match reparametrise {
                Some((low, high)) => values_basis(&smooth, low, high)?,
                None => None,
            };
            let mut design = smooth.design.clone();
            let mut own: Vec<(Matrix, usize)> = smooth.penalties.clone();
            if let Some(turn) = &to_values {
                design = design.multiply(turn);
                for (s, _) in &mut own {
                    *s = turn.cross(&s.multiply(turn));
                }
            }
            for (s, _) in &mut own {
                let k = s.cols();
                let even = Matrix::from_fn(k, k, |i, j| 0.5 * (s[(i, j)] + s[(j, i)]));
                let largest = symmetric_eigen(&even)?.values[0];
                *s = even.map(|v| v / largest);
            }
            designs.push(design);
            penalties.push(own);
            margins.push(Margin { smooth, covariates, to_values });
        }
        let dimensions: Vec<usize> = designs.iter().map(Matrix::cols).collect();
        let design = row_product(&designs);
        let mut all = Vec::new();
        for (at, own) in penalties.into_iter().enumerate() {
            for (s, rank) in own {
                let others: usize = dimensions.iter().product::<usize>() / dimensions[at];
                all.push((expand(&s, &dimensions, at), rank * others));
            }
        }
        let mut built = BuiltBasis::new(Basis::Tensor(Tensor { margins }), design, all, null_dimension);
        built.centred = !interaction;
        Ok(built)
    }

    /// The basis functions at new covariates.
    pub fn design(&self, covariates: &[&[f64]]) -> Matrix {
        let mut first = 0;
        let designs: Vec<Matrix> = self
            .margins
            .iter()
            .map(|margin| {
                let own = &covariates[first..first + margin.covariates];
                first += margin.covariates;
                let design = margin.smooth.predict(own, By::None);
                match &margin.to_values {
                    Some(turn) => design.multiply(turn),
                    None => design,
                }
            })
            .collect();
        row_product(&designs)
    }
}

/// The inverse of the basis at evenly spaced points, as many as there are coefficients; nothing where that is
/// too badly conditioned.
fn values_basis(smooth: &SmoothTerm, low: f64, high: f64) -> Result<Option<Matrix>, BasisError> {
    let k = smooth.columns();
    let step = (high - low) / (k - 1) as f64;
    let points: Vec<f64> = (0..k).map(|i| if i + 1 == k { high } else { low + step * i as f64 }).collect();
    let svd = Svd::new(&smooth.predict(&[&points], By::None))?;
    if svd.values[k - 1] < svd.values[0] * WORST_CONDITION {
        return Ok(None);
    }
    let scaled = Matrix::from_fn(k, k, |i, j| svd.vt[(j, i)] / svd.values[j]);
    Ok(Some(scaled.multiply(&svd.u.transpose())))
}

/// Every product of one column of each design, the last design's columns running fastest.
fn row_product(designs: &[Matrix]) -> Matrix {
    let mut product = designs[0].clone();
    for next in &designs[1..] {
        let (n, old) = (product.rows(), product.cols());
        let mut data = Vec::with_capacity(n * old * next.cols());
        for i in 0..old {
            for j in 0..next.cols() {
                data.extend(product.column(i).iter().zip(next.column(j)).map(|(a, b)| a * b));
            }
        }
        product = Matrix::from_vec(n, old * next.cols(), data);
    }
    product
}

/// I ⊗ S ⊗ I with S at the given place.
fn expand(s: &Matrix, dimensions: &[usize], at: usize) -> Matrix {
    let before: usize = dimensions[..at].iter().product();
    let after: usize = dimensions[at + 1..].iter().product();
    let k = s.cols();
    let mut full = Matrix::zeros(before * k * after, before * k * after);
    for b in 0..before {
        for i in 0..k {
            for j in 0..k {
                for a in 0..after {
                    full[((b * k + i) * after + a, (b * k + j) * after + a)] = s[(i, j)];
                }
            }
        }
    }
    full
}
