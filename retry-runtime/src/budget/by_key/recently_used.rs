//! A map that forgets the entry that was used least recently.

use core::borrow::Borrow;
use core::mem;
use std::collections::BTreeMap;

/// The entries are in a ring, in the order of their use. A use takes the time of a search among the keys, and
/// allocates nothing. It is a `BTreeMap` because a `HashMap` cannot be made in a constant.
#[derive(Debug)]
pub(super) struct RecentlyUsed<K, V> {
    places: BTreeMap<K, usize>,
    entries: Vec<Entry<K, V>>,
    /// The place of the entry that was used last; its `newer` is the one that was used least recently.
    newest: usize,
}

#[derive(Debug)]
struct Entry<K, V> {
    key: K,
    value: V,
    older: usize,
    newer: usize,
}

impl<K, V> RecentlyUsed<K, V> {
    pub(super) const fn new() -> Self {
        Self {
            places: BTreeMap::new(),
            entries: Vec::new(),
            newest: 0,
        }
    }
}

impl<K: Ord, V> RecentlyUsed<K, V> {
    /// Returns the value, which is now the one that was used last.
    pub(super) fn get<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = *self.places.get(key)?;
        if place != self.newest {
            self.unlink(place);
            self.link_as_newest(place);
        }
        Some(&self.entries[place].value)
    }

    /// Adds an entry whose key is not there yet; the key is needed twice. Returns the entry that had to go.
    pub(super) fn insert(
        &mut self,
        [key, same_key]: [K; 2],
        value: V,
        capacity: usize,
    ) -> Option<(K, V)> {
        if self.entries.len() < capacity.max(1) {
            self.places.insert(key, self.entries.len());
            self.add(same_key, value);
            return None;
        }
        // The ring in this order: the oldest becomes the newest by moving the mark.
        let oldest = self.entries[self.newest].newer;
        self.places.remove(&self.entries[oldest].key);
        self.places.insert(key, oldest);
        self.newest = oldest;
        let entry = &mut self.entries[oldest];
        let key = mem::replace(&mut entry.key, same_key);
        Some((key, mem::replace(&mut entry.value, value)))
    }

    fn add(&mut self, key: K, value: V) {
        let place = self.entries.len();
        self.entries.push(Entry {
            key,
            value,
            older: place,
            newer: place,
        });
        if place > 0 {
            self.link_as_newest(place);
        }
        self.newest = place;
    }

    fn unlink(&mut self, place: usize) {
        let Entry { older, newer, .. } = self.entries[place];
        self.entries[older].newer = newer;
        self.entries[newer].older = older;
    }

    fn link_as_newest(&mut self, place: usize) {
        let (newest, oldest) = (self.newest, self.entries[self.newest].newer);
        self.entries[place].older = newest;
        self.entries[place].newer = oldest;
        self.entries[newest].newer = place;
        self.entries[oldest].older = place;
        self.newest = place;
    }
}

#[cfg(test)]
mod tests {
    use super::RecentlyUsed;
    use proptest::prelude::*;

    /// The same in a list, the newest last.
    fn use_in_list(list: &mut Vec<u8>, key: u8, capacity: usize) -> bool {
        let known = list.iter().position(|it| *it == key);
        if let Some(place) = known {
            list.remove(place);
        } else if list.len() == capacity {
            list.remove(0);
        }
        list.push(key);
        known.is_some()
    }

    proptest! {
        #[test]
        fn the_key_that_goes_is_the_one_used_least_recently(
            capacity in 1_usize..6,
            keys in prop::collection::vec(0_u8..9, 0..200),
        ) {
            let (mut map, mut list) = (RecentlyUsed::new(), Vec::new());
            for key in keys {
                let oldest = list.first().copied().filter(|_| list.len() == capacity);
                let known = use_in_list(&mut list, key, capacity);
                let found = map.get(&key).copied();
                prop_assert_eq!(found, known.then_some(u32::from(key)));
                if !known {
                    let removed = map.insert([key, key], u32::from(key), capacity);
                    prop_assert_eq!(removed, oldest.map(|key| (key, u32::from(key))));
                }
                prop_assert_eq!(map.places.len(), list.len());
            }
        }
    }

    #[test]
    fn a_capacity_of_zero_counts_as_one() {
        let mut map = RecentlyUsed::new();
        assert_eq!(map.insert([1, 1], 'a', 0), None);
        assert_eq!(map.insert([2, 2], 'b', 0), Some((1, 'a')));
        assert_eq!(map.get(&1), None);
        assert_eq!(map.get(&2), Some(&'b'));
    }
}
