/** The body of `POST /api/v1/life-events/newborn/instances`, as docs/newborn-matters.md gives it. */
export interface BirthReport {
  birth: {
    /** ISO 8601 with the offset of Shanghai. */
    bornAt: string;
    hospitalCode: string;
    hospital: string;
    gestationWeeks: number;
    count: number;
    deliveryKind: 'natural' | 'caesarean';
    singleParentStatement?: boolean;
  };
  children: ReportedChild[];
  mother: ReportedParent & { phone: string };
  father?: ReportedParent;
  marriage: { status: 'married' | 'unmarried'; certificateNumber?: string; statement?: string };
  household: { follow: 'mother' | 'father'; number: string; divisionCode: string };
  residence: { address: string; divisionCode: string };
  insurance: { payer: 'mother' | 'father'; payerIdNumber: string };
  payout: { account: string; bank: string };
}

export interface ReportedChild {
  order: number;
  sex: 'female' | 'male';
  weightGrams: number;
  name?: string;
  lateExplanation?: string;
  parentageTest?: string;
}

export interface ReportedParent {
  name: string;
  idType: 'residentId' | 'passport' | 'hkMoTwPermit';
  idNumber: string;
}
