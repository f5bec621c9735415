/** Numbers as a person reads them. */

/** Formats a number with four significant digits, such as `0.6931`, `48.23`, `1204` or `3.1e-5`. */
export function formatFigure(value: number): string {
	const size = Math.abs(value);
	if (!Number.isFinite(value) || (Number.isInteger(value) && size < 1e7)) return String(value);
	if (size < 1e-3 || size >= 1e7) return value.toExponential(2);
	return size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

/** Formats a fraction as whole percents, such as `7%`. */
export function formatShare(fraction: number): string {
	return `${Math.round(fraction * 100)}%`;
}

/** Formats a duration as `0:07`, `12:34`, `3:21:00` or `2d 03:21`. */
export function formatDuration(seconds: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const whole = Math.round(seconds);
	const [days, hours, minutes] = [
		Math.floor(whole / 86_400),
		Math.floor(whole / 3600) % 24,
		Math.floor(whole / 60) % 60,
	];
	if (days > 0) return `${days}d ${two(hours)}:${two(minutes)}`;
	return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
