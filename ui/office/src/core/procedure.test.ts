import { expect, it } from 'vitest'
import { procedureBody } from './procedure'

it('sends ticked risks as a list and a chosen yes or no as a truth', () => {
  const filled = { income_complete: 'yes', authorised_on: '2022-05-13', risk_types: 'illness,job' }
  expect(procedureBody('assess', filled)).toEqual({
    kind: 'assess',
    income_complete: true,
    authorised_on: '2022-05-13',
    risk_types: ['illness', 'job'],
  })
  expect(procedureBody('assess', { ...filled, income_complete: 'no', risk_types: '' })).toMatchObject({
    income_complete: false,
    risk_types: [],
  })
})
