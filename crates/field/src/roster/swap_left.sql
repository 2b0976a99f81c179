UPDATE pulled SET left = 1
WHERE entity = 'household'
  AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.entity = 'household' AND staged.id = pulled.id)
