import { setFlagsFromString } from "node:v8";

/** In per cent of what was in use when the heap was last cleared. */
const GROWTH = 80;

/**
 * Lets the heap grow by so much at most before it is cleared again. V8 on a large machine lets it grow fourfold, since
 * nobody else might need the memory; a server that stands on a desk's machine for weeks is not alone there. For all
 * threads that are started afterwards as well.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
