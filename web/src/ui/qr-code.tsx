import { create } from 'qrcode';

interface QrCodeProps {
  readonly text: string;
  readonly label: string;
}

/** A QR code as a picture of squares: nothing is loaded, and it prints at any size. */
export function QrCode({ text, label }: QrCodeProps) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const squares = Array.from({ length: size * size }, (_, n) => [n % size, Math.floor(n / size)] as const)
    .filter(([x, y]) => modules.get(y, x) === 1)
    .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
    .join('');
  return (
    <svg role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} width="180" height="180">
      <rect x="-4" y="-4" width={size + 8} height={size + 8} fill="#fff" />
      <path d={squares} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
