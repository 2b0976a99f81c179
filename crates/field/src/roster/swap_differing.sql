SELECT staged.n, staged.household_id, iif(staged.entity = 'household', staged.body, NULL)
FROM staged
LEFT JOIN pulled ON pulled.entity = staged.entity AND pulled.id = staged.id
WHERE pulled.id IS NULL OR pulled.left = 1 OR pulled.body <> staged.body
