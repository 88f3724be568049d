/** What became of an answer. */
export class AnswerResponse {
  /** `accepted`: it counts. `known`: it was here before. `late`: the matter had been settled otherwise. */
  status: 'accepted' | 'known' | 'late';
}
