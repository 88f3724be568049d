import { Component, type ReactNode } from 'react';
import { Failure } from '../ui/states';

interface Props {
  readonly children: ReactNode;
}

/** Shows that a page has failed, instead of nothing at all. */
export class Broken extends Component<Props, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} onRetry={() => location.reload()} />;
  }
}
