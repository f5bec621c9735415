/** Four numbers, or fewer where only `left` are left, with zeros behind them. */
@inline
export function get(place: usize, left: usize): v128 {
	if (left >= 4) return v128.load(place);
	return getFew(place, left);
}

function getFew(place: usize, left: usize): v128 {
	let numbers = v128.load32_zero(place);
	if (left > 1) numbers = v128.load32_lane(place, numbers, 1, 4);
	if (left > 2) numbers = v128.load32_lane(place, numbers, 2, 8);
	return numbers;
}

/** Writes those of four numbers that are left. */
@inline
export function put(place: usize, numbers: v128, left: usize): void {
	if (left >= 4) v128.store(place, numbers);
	else putFew(place, numbers, left);
}

function putFew(place: usize, numbers: v128, left: usize): void {
	v128.store32_lane(place, numbers, 0);
	if (left > 1) v128.store32_lane(place, numbers, 1, 4);
	if (left > 2) v128.store32_lane(place, numbers, 2, 8);
}

/** Of all four. */
@inline
export function sum(numbers: v128): f32 {
	const low = f32x4.extract_lane(numbers, 0) + f32x4.extract_lane(numbers, 1);
	return low + (f32x4.extract_lane(numbers, 2) + f32x4.extract_lane(numbers, 3));
}
