/** Script of the page: shows the values of curves under the pointer, and slides through pictures. It loads nothing. */
export const script = `
'use strict';
const figure = (value) => {
	if (value === null) return '–';
	const size = Math.abs(value);
	if (Number.isInteger(value) && size < 1e7) return String(value);
	if (size < 1e-3 || size >= 1e7) return value.toExponential(2);
	return size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
};
for (const svg of document.querySelectorAll('svg[data-x]')) {
	const chart = svg.closest('figure');
	const output = chart.querySelector('output');
	const here = svg.querySelector('.here');
	const values = [...chart.querySelectorAll('.legend b')];
	const ends = values.map((value) => value.textContent);
	const x = JSON.parse(svg.dataset.x);
	const curves = JSON.parse(svg.dataset.curves);
	const [left, right] = JSON.parse(svg.dataset.ends);
	const show = (event) => {
		const box = svg.getBoundingClientRect();
		const place = ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width;
		const wanted = x[0] + ((place - left) / (right - left)) * (x[x.length - 1] - x[0]);
		let nearest = 0;
		for (let i = 1; i < x.length; i++) if (Math.abs(x[i] - wanted) < Math.abs(x[nearest] - wanted)) nearest = i;
		const at = left + ((x[nearest] - x[0]) / (x[x.length - 1] - x[0] || 1)) * (right - left);
		here.setAttribute('x1', at);
		here.setAttribute('x2', at);
		here.setAttribute('visibility', 'visible');
		output.textContent = output.dataset.unit + ' ' + figure(x[nearest]);
		values.forEach((value, i) => { value.textContent = figure(curves[i][nearest]); });
	};
	const hide = () => {
		here.setAttribute('visibility', 'hidden');
		output.textContent = '';
		values.forEach((value, i) => { value.textContent = ends[i]; });
	};
	svg.addEventListener('pointermove', show);
	svg.addEventListener('pointerdown', show);
	svg.addEventListener('pointerleave', hide);
}
for (const input of document.querySelectorAll('input[data-steps]')) {
	const steps = JSON.parse(input.dataset.steps);
	const frames = [...input.closest('figure').querySelectorAll('.frame')];
	input.addEventListener('input', () => {
		frames.forEach((frame, i) => { frame.hidden = i !== Number(input.value); });
		input.nextElementSibling.textContent = 'step ' + steps[input.value];
	});
}
`;
