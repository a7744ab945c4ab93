//! A whole block, and attributes that a macro of the crate writes.

use crate::Error;

/// Writes what all functions of this crate have in common. The path of `retries` is one of these words.
macro_rules! retried {
    ($($item:tt)*) => {
        #[facade::net::retries::retry(crate = facade::net::retries, fixed("1ns"), max_attempts = 2)]
        $($item)*
    };
}

/// The stock.
#[derive(Default)]
pub struct Stock {
    attempts: u32,
}

#[facade::retry(fixed("1ns"), max_attempts = 3, budget)]
impl Stock {
    /// Takes from the stock.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn take(&mut self) -> Result<(), Error> {
        self.attempts += 1;
        Err(Error::Busy)
    }
}

retried! {
    /// Puts into the stock.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn put(stock: &mut Stock) -> Result<(), Error> {
        stock.attempts += 1;
        Err(Error::Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Stock, put};

    #[test]
    fn one_line_puts_a_facade_in_the_place_of_retries() {
        let mut stock = Stock::default();
        assert_eq!(stock.take(), Err(Error::Busy));
        assert_eq!(stock.attempts, 3);
    }

    #[test]
    fn a_macro_writes_the_path_for_all_its_functions() {
        let mut stock = Stock::default();
        assert_eq!(put(&mut stock), Err(Error::Busy));
        assert_eq!(stock.attempts, 2);
    }
}
