import type { HealthMeasures } from './measures.js';

/** Verdicts, from the best to the worst. */
export const verdicts = ['learning', 'collapsing', 'collapsed', 'diverging'] as const;
/** Name of a verdict, from `learning` to `diverging`. */
export type VerdictName = (typeof verdicts)[number];

/** A verdict in plain words. */
export interface Verdict {
	readonly verdict: VerdictName;
	/** Reason; for `learning` only if it is too early to tell. */
	readonly reason?: string;
	/** Changes to try. */
	readonly remedy?: string;
}

/** One probe of the networks, with the figures of the steps since the previous one. */
export interface Probe extends HealthMeasures {
	readonly step: number;
	/** Mean reconstruction loss over these steps; 0 without reconstruction. */
	readonly reconstruction: number;
	/** Number of these batches that gave NaN or infinity. */
	readonly nonFinite: number;
	/** `true` while the learning rate rises. */
	readonly isWarmingUp: boolean;
	/** Momentum of the teacher at the last of these steps. */
	readonly momentum: number;
}

/** Limits of the verdicts; docs/health.md explains them. */
export const limits = {
	/** `clsDeviation`, `studentDeviation`; untrained networks have .2 to .8. */
	clsDeviation: 0.02,
	/** `patchDeviation`; untrained networks have .9, by their positions alone. */
	patchDeviation: 0.05,
	/** Shares of the information that prototypes could give at most. */
	informationLost: 0.001,
	informationLow: 0.03,
	/** `prototypePerplexity` as a share of the choices. */
	perplexityLow: 0.08,
	/** Growth of the length of all weights from one probe to the next. */
	growth: 1.5,
	/** Reconstruction loss as a multiple of the first probe's. */
	reconstruction: 2,
} as const;

/**
 * Judges the last of a run's probes by those before it. At the first probe, and while the learning rate rises, only
 * NaN, infinity and exploding weights are judged.
 *
 * @param probes of the run so far, at least one
 */
export function judge(probes: readonly Probe[]): Verdict {
	const now = probes.at(-1)!;
	const [first, before] = [probes[0]!, probes.at(-2)];
	const divergence = diverges(now, before, first);
	if (divergence) return { verdict: 'diverging', reason: divergence, remedy: slower };
	if (!before || now.isWarmingUp) return { verdict: 'learning', reason: 'too early to tell' };

	const remedyOf = (finding: Finding) => (hasDiverged(probes) ? { ...finding, remedy: slower } : finding);
	const lost = whatIsLost(now);
	const wasLost = !before.isWarmingUp && probes.length > 2 && whatIsLost(before) !== undefined;
	if (lost) return { verdict: wasLost ? 'collapsed' : 'collapsing', ...remedyOf(lost) };

	const falling = whatFalls(now, before, first);
	return falling ? { verdict: 'collapsing', ...remedyOf(falling) } : { verdict: 'learning' };
}

/** Describes a verdict, as in `collapsed: all photos look the same … Try …`; a healthy run's is one word. */
export function describeVerdict({ verdict, reason, remedy }: Verdict): string {
	return `${verdict}${reason ? `: ${reason}` : ''}${remedy ? `. Try: ${remedy}` : ''}`;
}

type Finding = Required<Pick<Verdict, 'reason' | 'remedy'>>;

const slower = 'a lower `optimiser.learningRate`, a longer warm-up';

/** Returns `true` after a divergence; later symptoms are its consequence. */
function hasDiverged(probes: readonly Probe[]): boolean {
	return probes.some((probe, i) => diverges(probe, probes[i - 1], probes[0]!) !== undefined);
}

function diverges(now: Probe, before: Probe | undefined, first: Probe): string | undefined {
	if (now.nonFinite > 0) return `NaN or infinity in ${now.nonFinite} batches since the last probe`;
	if (!Number.isFinite(now.clsDeviation)) return 'features are NaN or infinite';
	const growth = before ? now.weightNorm / before.weightNorm : 1;
	if (!(growth < limits.growth)) {
		return `the weights are ${growth.toFixed(1)} times as long as at step ${before!.step}`;
	}
	const ratio = now.reconstruction / first.reconstruction;
	if (ratio > limits.reconstruction)
		return `the reconstruction is ${ratio.toFixed(1)} times as far off as at first`;
	return undefined;
}

function whatIsLost(probe: Probe): Finding | undefined {
	if (Math.min(probe.clsDeviation, probe.studentDeviation) < limits.clsDeviation) {
		return {
			reason: `all photos have one class token (deviation ${figure(probe.clsDeviation)})`,
			remedy: steadier(probe),
		};
	}
	if (probe.patchDeviation < limits.patchDeviation) {
		return {
			reason: `all patches look the same (deviation ${figure(probe.patchDeviation)})`,
			remedy: steadier(probe),
		};
	}
	if (informationShare(probe) < limits.informationLost) return uninformative(probe, 'nothing');
	return undefined;
}

function whatFalls(now: Probe, before: Probe, first: Probe): Finding | undefined {
	for (const [name, what] of Object.entries(watched) as [keyof typeof watched, string][]) {
		if (now[name] < first[name] / 2 && now[name] < before[name]) {
			const reason = `${what} differ less and less (deviation ${figure(first[name])} → ${figure(now[name])})`;
			return { reason, remedy: steadier(now) };
		}
	}
	const share = informationShare(now);
	const isFalling = share < informationShare(first) / 2 && share < informationShare(before);
	if (isFalling && share < limits.informationLow) return uninformative(now, 'less and less');
	if (perplexityShare(now) < Math.min(limits.perplexityLow, perplexityShare(first) / 2)) return crowded(now);
	return undefined;
}

const watched = {
	clsDeviation: 'the teacher’s class tokens',
	studentDeviation: 'the student’s class tokens',
	patchDeviation: 'the teacher’s patches',
} as const;

/** Information of the prototypes as a share of what they could tell of tokens; 1 without prototypes. */
function informationShare({ teacherInformation, choices }: Probe): number {
	return teacherInformation === undefined ? 1 : teacherInformation / Math.log(choices!);
}

/** Perplexity as a share of the prototypes that could be in use; 1 without prototypes. */
function perplexityShare({ prototypePerplexity, choices }: Probe): number {
	return prototypePerplexity === undefined ? 1 : prototypePerplexity / choices!;
}

/**
 * Finding for prototypes without information. Both collapses of self-distillation lead there, so this tells which one
 * it is.
 */
function uninformative(probe: Probe, much: string): Finding {
	const { teacherKlToUniform = 0, teacherEntropy = 0 } = probe;
	if (teacherKlToUniform >= teacherEntropy) return crowded(probe);
	return {
		reason: `the teacher’s distributions are near uniform and say ${much} (KL to uniform ${figure(teacherKlToUniform)})`,
		remedy: `${slowTeacher(probe)}a lower \`distillation.teacherTemperature\`; 0.04 to 0.07 are usual`,
	};
}

function crowded(probe: Probe): Finding {
	const { prototypePerplexity = 0, choices = 0 } = probe;
	return {
		reason: `few prototypes take all (${figure(prototypePerplexity)} of ${choices} by perplexity)`,
		remedy: `${slowTeacher(probe)}a \`distillation.centreMomentum\` of 0.9, a higher \`distillation.teacherTemperature\``,
	};
}

function steadier(probe: Probe): string {
	return `${slowTeacher(probe)}a lower \`optimiser.learningRate\`, a larger \`batchSize\``;
}

function slowTeacher({ momentum }: Probe): string {
	if (momentum >= 0.9) return '';
	return `a higher \`optimiser.momentum\` (it is ${figure(momentum)}; 0.99 or more is usual), `;
}

function figure(value: number): string {
	return String(Number(value.toPrecision(2)));
}
